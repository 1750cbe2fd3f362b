"""Version 1: everything. Frozen: databases of this version exist, so what changes later is a migration of its own."""

from sqlalchemy import Connection

_STATEMENTS = (
    """
    CREATE TABLE user (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, name TEXT, email TEXT, role TEXT, team TEXT, active INTEGER, _edited TEXT,
        _lost TEXT, _external TEXT, _extra TEXT, _created_at TEXT, _created_by TEXT, _updated_at TEXT,
        _updated_by TEXT, _natural TEXT NOT NULL, _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX user_natural ON user (_natural) WHERE _deleted = 0",
    """
    CREATE VIRTUAL TABLE user_words USING fts5 (
        _search, content='user', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE user_fragments USING fts5 (
        _search, content='user', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE custom_field (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, kind TEXT, "key" TEXT, label TEXT, type TEXT, options TEXT, _edited TEXT,
        _lost TEXT, _external TEXT, _extra TEXT, _created_at TEXT, _created_by TEXT, _updated_at TEXT,
        _updated_by TEXT, _natural TEXT NOT NULL, _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX custom_field_natural ON custom_field (_natural) WHERE _deleted = 0",
    """
    CREATE VIRTUAL TABLE custom_field_words USING fts5 (
        _search, content='custom_field', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE custom_field_fragments USING fts5 (
        _search, content='custom_field', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE product (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, name TEXT, sku TEXT, price TEXT, currency TEXT, unit TEXT, vat_rate,
        active INTEGER, description TEXT, _price_number REAL, _edited TEXT, _lost TEXT, _external TEXT,
        _extra TEXT, _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT,
        _natural TEXT NOT NULL, _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX product_natural ON product (_natural) WHERE _deleted = 0",
    "CREATE INDEX product_price_number ON product (_price_number) WHERE _price_number IS NOT NULL",
    """
    CREATE VIRTUAL TABLE product_words USING fts5 (
        _search, content='product', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE product_fragments USING fts5 (
        _search, content='product', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE pipeline (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, name TEXT, position, stages TEXT, _edited TEXT, _lost TEXT, _external TEXT,
        _extra TEXT, _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT,
        _natural TEXT NOT NULL, _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX pipeline_natural ON pipeline (_natural) WHERE _deleted = 0",
    """
    CREATE VIRTUAL TABLE pipeline_words USING fts5 (
        _search, content='pipeline', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE pipeline_fragments USING fts5 (
        _search, content='pipeline', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE company (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, name TEXT, legal_name TEXT, inn TEXT, kpp TEXT, ogrn TEXT, bank_name TEXT,
        bik TEXT, account TEXT, corr_account TEXT, phones TEXT, emails TEXT, website TEXT, address TEXT,
        industry TEXT, tags TEXT, notes TEXT, owner_id TEXT, custom TEXT, _edited TEXT, _lost TEXT,
        _external TEXT, _extra TEXT, _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT,
        _natural TEXT NOT NULL, _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX company_natural ON company (_natural) WHERE _deleted = 0",
    "CREATE INDEX company_owner_id ON company (owner_id) WHERE owner_id IS NOT NULL",
    """
    CREATE VIRTUAL TABLE company_words USING fts5 (
        _search, content='company', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE company_fragments USING fts5 (
        _search, content='company', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE contact (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, first_name TEXT, last_name TEXT, middle_name TEXT, job_title TEXT,
        company_id TEXT, phones TEXT, emails TEXT, address TEXT, birthday TEXT, source TEXT, tags TEXT,
        notes TEXT, owner_id TEXT, custom TEXT, _edited TEXT, _lost TEXT, _external TEXT, _extra TEXT,
        _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT, _natural TEXT NOT NULL,
        _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX contact_natural ON contact (_natural) WHERE _deleted = 0",
    "CREATE INDEX contact_owner_id ON contact (owner_id) WHERE owner_id IS NOT NULL",
    "CREATE INDEX contact_company_id ON contact (company_id) WHERE company_id IS NOT NULL",
    """
    CREATE VIRTUAL TABLE contact_words USING fts5 (
        _search, content='contact', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE contact_fragments USING fts5 (
        _search, content='contact', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE deal (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, title TEXT, contact_id TEXT, more_contact_ids TEXT, company_id TEXT,
        pipeline_id TEXT, stage_id TEXT, amount TEXT, currency TEXT, vat TEXT, expected_close TEXT,
        closed_at TEXT, loss_reason TEXT, source TEXT, items TEXT, tags TEXT, notes TEXT, owner_id TEXT,
        custom TEXT, _amount_number REAL, _edited TEXT, _lost TEXT, _external TEXT, _extra TEXT,
        _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT, _natural TEXT NOT NULL,
        _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX deal_natural ON deal (_natural) WHERE _deleted = 0",
    "CREATE INDEX deal_owner_id ON deal (owner_id) WHERE owner_id IS NOT NULL",
    "CREATE INDEX deal_contact_id ON deal (contact_id) WHERE contact_id IS NOT NULL",
    "CREATE INDEX deal_company_id ON deal (company_id) WHERE company_id IS NOT NULL",
    "CREATE INDEX deal_pipeline_id ON deal (pipeline_id) WHERE pipeline_id IS NOT NULL",
    "CREATE INDEX deal_stage_id ON deal (stage_id) WHERE stage_id IS NOT NULL",
    "CREATE INDEX deal_amount_number ON deal (_amount_number) WHERE _amount_number IS NOT NULL",
    """
    CREATE VIRTUAL TABLE deal_words USING fts5 (
        _search, content='deal', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE deal_fragments USING fts5 (
        _search, content='deal', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE task (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, title TEXT, type TEXT, due_at TEXT, all_day INTEGER, duration_min,
        priority TEXT, done INTEGER, done_at TEXT, result TEXT, contact_id TEXT, company_id TEXT, deal_id TEXT,
        remind_at TEXT, notes TEXT, owner_id TEXT, _edited TEXT, _lost TEXT, _external TEXT, _extra TEXT,
        _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT, _natural TEXT NOT NULL,
        _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX task_natural ON task (_natural) WHERE _deleted = 0",
    "CREATE INDEX task_owner_id ON task (owner_id) WHERE owner_id IS NOT NULL",
    "CREATE INDEX task_contact_id ON task (contact_id) WHERE contact_id IS NOT NULL",
    "CREATE INDEX task_company_id ON task (company_id) WHERE company_id IS NOT NULL",
    "CREATE INDEX task_deal_id ON task (deal_id) WHERE deal_id IS NOT NULL",
    """
    CREATE VIRTUAL TABLE task_words USING fts5 (
        _search, content='task', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE task_fragments USING fts5 (
        _search, content='task', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE communication (
        _key INTEGER PRIMARY KEY AUTOINCREMENT, _id TEXT NOT NULL UNIQUE, _rev INTEGER NOT NULL,
        _deleted INTEGER NOT NULL, type TEXT, direction TEXT, subject TEXT, body TEXT, happened_at TEXT,
        duration_s, contact_id TEXT, company_id TEXT, deal_id TEXT, author_id TEXT, _edited TEXT, _lost TEXT,
        _external TEXT, _extra TEXT, _created_at TEXT, _created_by TEXT, _updated_at TEXT, _updated_by TEXT,
        _natural TEXT NOT NULL, _search TEXT NOT NULL
    )
    """,
    "CREATE INDEX communication_natural ON communication (_natural) WHERE _deleted = 0",
    "CREATE INDEX communication_author_id ON communication (author_id) WHERE author_id IS NOT NULL",
    "CREATE INDEX communication_contact_id ON communication (contact_id) WHERE contact_id IS NOT NULL",
    "CREATE INDEX communication_company_id ON communication (company_id) WHERE company_id IS NOT NULL",
    "CREATE INDEX communication_deal_id ON communication (deal_id) WHERE deal_id IS NOT NULL",
    """
    CREATE VIRTUAL TABLE communication_words USING fts5 (
        _search, content='communication', content_rowid='_key', detail=none, columnsize=0, prefix='1 2',
        tokenize="unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE VIRTUAL TABLE communication_fragments USING fts5 (
        _search, content='communication', content_rowid='_key', columnsize=0, tokenize='trigram'
    )
    """,
    """
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, turn INTEGER NOT NULL,
        state TEXT NOT NULL, tries INTEGER NOT NULL, parked_since INTEGER, retry_at INTEGER,
        base TEXT, seal TEXT, waiting TEXT, edited TEXT NOT NULL, lost TEXT NOT NULL, errors TEXT NOT NULL,
        UNIQUE (kind, id)
    )
    """,
    "CREATE INDEX outbox_ready ON outbox (state, retry_at, turn, number)",
    "CREATE INDEX outbox_turn ON outbox (turn, number)",
    "CREATE INDEX outbox_creates ON outbox (state, retry_at, id) WHERE base IS NULL",
    """
    CREATE TABLE conflict (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, record_id TEXT NOT NULL,
        state TEXT NOT NULL, at INTEGER NOT NULL, by TEXT, fields TEXT NOT NULL
    )
    """,
    "CREATE INDEX conflict_record ON conflict (kind, record_id, state)",
    "CREATE INDEX conflict_state ON conflict (state)",
    "CREATE INDEX conflict_at ON conflict (at)",
    """
    CREATE TABLE acknowledged (
        number INTEGER PRIMARY KEY AUTOINCREMENT, change_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, id TEXT NOT NULL,
        rev INTEGER NOT NULL, at INTEGER NOT NULL, change TEXT NOT NULL, base TEXT
    )
    """,
    "CREATE INDEX acknowledged_record ON acknowledged (kind, id)",
    "CREATE INDEX acknowledged_rev ON acknowledged (rev)",
    "CREATE INDEX acknowledged_at ON acknowledged (at)",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE brought (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TABLE sync_request (id INTEGER PRIMARY KEY AUTOINCREMENT, asked_at INTEGER NOT NULL, result TEXT)",
)


def migrate(connection: Connection) -> None:
    for statement in _STATEMENTS:
        connection.exec_driver_sql(statement)
