"""Another language and another theme, and back, by the menu and while a card is open."""

from crmdesk.demo.cast import Cast
from crmdesk.demo.journal import Journal, Step
from crmdesk.demo.stage import Stage
from crmdesk.demo.words import LANGUAGES
from crmdesk.ui.kit.hands import choose, named
from crmdesk.ui.kit.theme import DARK, LIGHT
from crmdesk.ui.sidebar import SECTIONS

_A_CORNER = (3, 3)
"""Of the sidebar, where nothing stands."""


async def change_looks(stage: Stage, journal: Journal, cast: Cast, language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)
    await stage.window.select_record(cast.contact.ref)
    before = _words(stage)
    async with journal.step("language", "The other language, while a card is open") as step:
        choose(stage.window.menu(), f"menu.language.{other}")
        await step.becomes("every word of the sidebar is another", lambda: _differ(_words(stage), before))
        await _check_card(stage, step, cast)
    async with journal.step("dark", "The first language again, and the dark theme") as step:
        choose(stage.window.menu(), f"menu.language.{language}")
        await step.becomes("the sidebar has its words again", lambda: _words(stage) == before)
        choose(stage.window.menu(), f"menu.theme.{DARK.name}")
        await step.becomes("the window is dark", lambda: _ground(stage) == DARK.colour("window").name())
        await _check_card(stage, step, cast)
    async with journal.step("light", "The light theme again") as step:
        choose(stage.window.menu(), f"menu.theme.{LIGHT.name}")
        await step.becomes("the window is light", lambda: _ground(stage) == LIGHT.colour("window").name())
        await _check_card(stage, step, cast)


async def _check_card(stage: Stage, step: Step, cast: Cast) -> None:
    """The window is built anew: it has to be asked anew."""
    await step.becomes("the same card is open", lambda: _shows(stage, cast))
    last_name = cast.contact.fields["last_name"]
    step.check("with what it held", stage.window.card.field("last_name").value_text() == last_name)


def _shows(stage: Stage, cast: Cast) -> bool:
    page = stage.window.page
    return page is not None and page.card.isVisible() and page.card.ref == cast.contact.ref


def _words(stage: Stage) -> list[str]:
    return [named(stage.window, f"sidebar.{section}").accessibleName() for section in SECTIONS]


def _differ(words: list[str], before: list[str]) -> bool:
    return len(words) == len(before) and all(new != old for new, old in zip(words, before, strict=True))


def _ground(stage: Stage) -> str:
    return stage.window.grab().toImage().pixelColor(*_A_CORNER).name()
