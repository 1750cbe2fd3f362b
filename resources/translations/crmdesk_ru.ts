<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU">
<context>
    <name>CardHead</name>
    <message>
        <source>Previous record, Ctrl+Up</source>
        <translation>Предыдущая запись, Ctrl+↑</translation>
    </message>
    <message>
        <source>Next record, Ctrl+Down</source>
        <translation>Следующая запись, Ctrl+↓</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Close, Esc</source>
        <translation>Закрыть, Esc</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} из {1}</translation>
    </message>
</context>
<context>
    <name>CardTitle</name>
    <message>
        <source>Fill in what you know; it is kept on this computer</source>
        <translation>Заполните, что известно: всё сохранится на этом компьютере</translation>
    </message>
</context>
<context>
    <name>ColumnsHead</name>
    <message>
        <source>Field</source>
        <translation>Поле</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Было</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Моё</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>На сервере</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Итог</translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>{0}, {1}:</source>
        <translation>{0}, {1}:</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>На сервере</translation>
    </message>
    <message>
        <source>Resolve: {0} “{1}”</source>
        <translation>Решить: {0} «{1}»</translation>
    </message>
</context>
<context>
    <name>ConflictRow</name>
    <message>
        <source>Before</source>
        <translation>Было</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Моё</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>На сервере</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>together with: {0}</source>
        <translation>вместе с: {0}</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>удалено</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>оставлено</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>выберите</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>само</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>моё</translation>
    </message>
    <message>
        <source>server</source>
        <translation>на сервере</translation>
    </message>
    <message>
        <source>before</source>
        <translation>было</translation>
    </message>
    <message>
        <source>both</source>
        <translation>оба</translation>
    </message>
    <message>
        <source>own</source>
        <translation>своё</translation>
    </message>
</context>
<context>
    <name>ConnectionBox</name>
    <message>
        <source>Work offline</source>
        <translation>Автономная работа</translation>
    </message>
</context>
<context>
    <name>ConnectionWords</name>
    <message>
        <source>The last sync did not finish</source>
        <translation>Синхронизация не завершилась</translation>
    </message>
    <message>
        <source>An administrator signed this computer out</source>
        <translation>Администратор отключил этот компьютер</translation>
    </message>
    <message>
        <source>Data and changes stay on this computer.</source>
        <translation>Данные и изменения остаются на этом компьютере.</translation>
    </message>
    <message>
        <source>The sign-in has expired</source>
        <translation>Вход устарел</translation>
    </message>
    <message>
        <source>Nothing is sent or received until you go on.</source>
        <translation>Ничего не отправляется и не принимается, пока вы не продолжите.</translation>
    </message>
    <message>
        <source>Working offline</source>
        <translation>Автономная работа</translation>
    </message>
    <message>
        <source>until you go on</source>
        <translation>пока вы не продолжите</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>до {0}</translation>
    </message>
    <message>
        <source>Paused by you</source>
        <translation>Вы поставили синхронизацию на паузу</translation>
    </message>
    <message>
        <source>next try at {0}</source>
        <translation>следующая попытка в {0}</translation>
    </message>
    <message>
        <source>resumes at {0}</source>
        <translation>продолжение в {0}</translation>
    </message>
    <message>
        <source>The server asks to slow down</source>
        <translation>Сервер просит подождать</translation>
    </message>
    <message>
        <source>The disk of this computer is full: free some space.</source>
        <translation>На диске этого компьютера нет места: освободите его.</translation>
    </message>
    <message>
        <source>The database file is damaged. Do not delete it: run crmdesk doctor.</source>
        <translation>Файл базы повреждён. Не удаляйте его: запустите crmdesk doctor.</translation>
    </message>
    <message>
        <source>The disk of this computer could not be read or written.</source>
        <translation>Диск этого компьютера не читается или не принимает запись.</translation>
    </message>
    <message>
        <source>The server allows this person nothing: ask the administrator.</source>
        <translation>Сервер не даёт вам прав: обратитесь к администратору.</translation>
    </message>
    <message>
        <source>It is tried again by itself. Nothing on this computer is lost.</source>
        <translation>Попытка повторится сама. На этом компьютере ничего не потеряно.</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>Сервер не отвечает</translation>
    </message>
    <message>
        <source>{0} is something else: check the address.</source>
        <translation>По адресу {0} что-то другое: проверьте адрес.</translation>
    </message>
    <message>
        <source>No crmdesk server answers</source>
        <translation>Отвечает не сервер crmdesk</translation>
    </message>
    <message>
        <source>Nothing is sent to {0} until it is: check this computer's date, or ask the administrator.</source>
        <translation>Пока это так, на {0} ничего не отправляется: проверьте дату на этом компьютере или спросите администратора.</translation>
    </message>
    <message>
        <source>The server's certificate is not trusted</source>
        <translation>Сертификату сервера нельзя доверять</translation>
    </message>
    <message>
        <source>The server reports a fault of its own</source>
        <translation>Сервер сообщает о своей ошибке</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>Нет сети</translation>
    </message>
    <message>
        <source>Changes are kept on this computer and sent when it is back.</source>
        <translation>Изменения хранятся на этом компьютере и уйдут, когда сеть появится.</translation>
    </message>
    <message>
        <source>Synchronising</source>
        <translation>Идёт синхронизация</translation>
    </message>
    <message>
        <source>Not synchronised yet</source>
        <translation>Ещё не синхронизировано</translation>
    </message>
    <message>
        <source>checked at {0}</source>
        <translation>проверено в {0}</translation>
    </message>
    <message>
        <source>next check at {0}</source>
        <translation>следующая проверка в {0}</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Подключено</translation>
    </message>
    <message>
        <source>to {0} as {1}</source>
        <translation>к {0} как {1}</translation>
    </message>
</context>
<context>
    <name>DeskMenu</name>
    <message>
        <source>Theme of the system</source>
        <translation>Тема как в системе</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Светлая тема</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Тёмная тема</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выйти</translation>
    </message>
</context>
<context>
    <name>DeskWindow</name>
    <message>
        <source>Sent: {0} · received: {1}</source>
        <translation>Отправлено: {0} · получено: {1}</translation>
    </message>
    <message>
        <source>Something typed is not saved: correct it, or press Esc there, then go on.</source>
        <translation>Введённое не сохранено: исправьте его или нажмите там Esc, затем продолжайте.</translation>
    </message>
    <message>
        <source>Sign-in expired. Your data stays here.</source>
        <translation>Вход устарел. Ваши данные остались здесь.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Войти</translation>
    </message>
</context>
<context>
    <name>DialogFoot</name>
    <message>
        <source>All mine</source>
        <translation>Всё моё</translation>
    </message>
    <message>
        <source>All server</source>
        <translation>Всё с сервера</translation>
    </message>
    <message>
        <source>All suggestions</source>
        <translation>Все предложения</translation>
    </message>
    <message>
        <source>Keep both as two records</source>
        <translation>Оставить двумя записями</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>Решить позже</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
</context>
<context>
    <name>DialogHead</name>
    <message>
        <source>Resolve:</source>
        <translation>Решить:</translation>
    </message>
    <message>
        <source>{0} “{1}”</source>
        <translation>{0} «{1}»</translation>
    </message>
    <message>
        <source>It has just changed elsewhere. What you chose stays as it was: look through the rows, then save.</source>
        <translation>Запись только что изменили в другом месте. Выбранное вами осталось: просмотрите строки и сохраните.</translation>
    </message>
    <message>
        <source>It has just been settled. It can be turned round at any time.</source>
        <translation>Решение только что принято. Его можно изменить в любой момент.</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} из {1}</translation>
    </message>
    <message>
        <source>Previous (Alt+Left)</source>
        <translation>Предыдущий (Alt+Влево)</translation>
    </message>
    <message>
        <source>Next (Alt+Right)</source>
        <translation>Следующий (Alt+Вправо)</translation>
    </message>
    <message>
        <source>somebody else</source>
        <translation>другой человек</translation>
    </message>
    <message>
        <source>You and {0} changed it; settled {1}. It can be turned round at any time.</source>
        <translation>Изменили вы и {0}; решено: {1}. Решение можно изменить в любое время.</translation>
    </message>
    <message>
        <source>Changed here by you: {0}. Changed on the server by {1}: {2}.</source>
        <translation>Изменено здесь вами: {0}. Изменено на сервере, {1}: {2}.</translation>
    </message>
</context>
<context>
    <name>DoneCheck</name>
    <message>
        <source>Not done after all</source>
        <translation>Вернуть в работу</translation>
    </message>
    <message>
        <source>Mark as done</source>
        <translation>Отметить выполненной</translation>
    </message>
</context>
<context>
    <name>EmptyNote</name>
    <message>
        <source>Nothing here holds “{0}”. Try a part of it.</source>
        <translation>Здесь нет ничего с «{0}». Попробуйте часть слова.</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Ничего не найдено</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Очистить поиск</translation>
    </message>
    <message>
        <source>No record belongs to this view now.</source>
        <translation>Сейчас к этому виду ничего не относится.</translation>
    </message>
    <message>
        <source>Nothing here yet</source>
        <translation>Здесь пока пусто</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Показать все</translation>
    </message>
    <message>
        <source>What you make here is kept on this computer and sent when there is a network.</source>
        <translation>То, что вы создадите здесь, хранится на этом компьютере и отправится, когда будет сеть.</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Something went wrong inside crmdesk. What you typed is kept; the details are in the log.</source>
        <translation>Внутренняя ошибка crmdesk. Введённое сохранено, подробности в журнале.</translation>
    </message>
    <message>
        <source>An administrator signed this computer out, and its data were removed from here.</source>
        <translation>Администратор отключил этот компьютер, и данные с него удалены.</translation>
    </message>
    <message>
        <source>Everything had been sent.</source>
        <translation>Всё было отправлено.</translation>
    </message>
    <message>
        <source>What had not been sent is sealed in {0}: give this file to the administrator.</source>
        <translation>Неотправленное запечатано в файле {0}: передайте его администратору.</translation>
    </message>
    <message>
        <source>The database was damaged or gone and has been built anew: unsent changes are back, the rest is downloaded again.</source>
        <translation>База данных была повреждена или пропала и собрана заново: неотправленные изменения на месте, остальное загрузится снова.</translation>
    </message>
    <message>
        <source>An administrator signed this computer out.</source>
        <translation>Администратор отключил этот компьютер.</translation>
    </message>
    <message>
        <source>The sign-in is not valid any more: sign in again. Nothing on this computer is lost.</source>
        <translation>Вход больше не действует: войдите снова. На этом компьютере ничего не потеряно.</translation>
    </message>
    <message>
        <source>The server asks to wait a little. It will be tried again by itself.</source>
        <translation>Сервер просит немного подождать. Попытка повторится сама.</translation>
    </message>
    <message>
        <source>The server does not answer. Check the address and the network, then try again.</source>
        <translation>Сервер не отвечает. Проверьте адрес и сеть и повторите.</translation>
    </message>
    <message>
        <source>You have no right to do this: ask an administrator.</source>
        <translation>На это нет прав: обратитесь к администратору.</translation>
    </message>
    <message>
        <source>This record is not on this computer any more.</source>
        <translation>Этой записи больше нет на этом компьютере.</translation>
    </message>
    <message>
        <source>It changed while you were deciding. Look again: your choices are kept.</source>
        <translation>Пока вы решали, запись изменилась. Посмотрите ещё раз: ваш выбор сохранён.</translation>
    </message>
    <message>
        <source>Another crmdesk on this computer is busy with it. Try again in a moment.</source>
        <translation>Этим занят другой crmdesk на этом компьютере. Повторите чуть позже.</translation>
    </message>
    <message>
        <source>The disk is full. Your edit is still on the screen: free some space and try again.</source>
        <translation>Нет места на диске. Правка осталась на экране: освободите место и повторите.</translation>
    </message>
    <message>
        <source>Another program holds the database. Your edit is still on the screen: try again.</source>
        <translation>База занята другой программой. Правка осталась на экране: повторите.</translation>
    </message>
    <message>
        <source>The database cannot be used by this program. Do not delete it: run crmdesk doctor.</source>
        <translation>Эта программа не может открыть базу данных. Не удаляйте её: запустите crmdesk doctor.</translation>
    </message>
    <message>
        <source>The disk could not be written. Your edit is still on the screen: try again.</source>
        <translation>Не удалось записать на диск. Правка осталась на экране: повторите.</translation>
    </message>
</context>
<context>
    <name>FieldRow</name>
    <message>
        <source>Meanwhile changed elsewhere: {0}</source>
        <translation>Тем временем изменено в другом месте: {0}</translation>
    </message>
    <message>
        <source>Ctrl+Enter to save · Esc to revert</source>
        <translation>Ctrl+Enter — сохранить · Esc — вернуть</translation>
    </message>
    <message>
        <source>Enter to save · Esc to revert</source>
        <translation>Enter — сохранить · Esc — вернуть</translation>
    </message>
    <message>
        <source>Meanwhile changed elsewhere ({0}): {1}</source>
        <translation>Тем временем изменено ({0}): {1}</translation>
    </message>
    <message>
        <source>{0} keeps both, Esc takes theirs</source>
        <translation>{0} — оставить и ваше, и новое, Esc — только новое</translation>
    </message>
    <message>
        <source>{0} keeps yours, Esc takes theirs</source>
        <translation>{0} — оставить ваше, Esc — взять новое</translation>
    </message>
</context>
<context>
    <name>KindsTable</name>
    <message>
        <source>What is where</source>
        <translation>Что где лежит</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>На этом компьютере</translation>
    </message>
    <message>
        <source>On the server</source>
        <translation>На сервере</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Ждут</translation>
    </message>
    <message>
        <source>Not accepted</source>
        <translation>Не приняты</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>На решение</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Решены</translation>
    </message>
    <message>
        <source>As of</source>
        <translation>На момент</translation>
    </message>
</context>
<context>
    <name>ListHead</name>
    <message>
        <source>Name, phone, INN</source>
        <translation>Имя, телефон, ИНН</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Search, key /</source>
        <translation>Поиск, клавиша /</translation>
    </message>
</context>
<context>
    <name>LogList</name>
    <message>
        <source>Nothing of this in the last 30 days.</source>
        <translation>За последние 30 дней такого не было.</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Показать ещё</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Всё</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>Решения</translation>
    </message>
    <message>
        <source>Settled by itself</source>
        <translation>Решено само</translation>
    </message>
    <message>
        <source>today: received {0}, sent {1}, settled {2} · kept 30 days</source>
        <translation>сегодня: получено {0}, отправлено {1}, решено {2} · хранится 30 дней</translation>
    </message>
</context>
<context>
    <name>LogWords</name>
    <message>
        <source>{0} “{1}”</source>
        <translation>{0} «{1}»</translation>
    </message>
    <message>
        <source>Needs your decision: {0}, {1}</source>
        <translation>Нужно ваше решение: {0}, {1}</translation>
    </message>
    <message>
        <source>Settled by itself: {0}, {1}</source>
        <translation>Решено само: {0}, {1}</translation>
    </message>
    <message>
        <source>Not accepted by the server: {0}</source>
        <translation>Сервер не принял: {0}</translation>
    </message>
    <message>
        <source>Given up after the last try: {0}</source>
        <translation>Не отправлено и после последней попытки: {0}</translation>
    </message>
    <message>
        <source>Connected again</source>
        <translation>Связь восстановлена</translation>
    </message>
    <message>
        <source>Paused by you</source>
        <translation>Синхронизация на паузе</translation>
    </message>
    <message>
        <source>Working offline, by your choice</source>
        <translation>Автономная работа по вашему выбору</translation>
    </message>
    <message>
        <source>Synchronising goes on</source>
        <translation>Синхронизация продолжена</translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation>до {0}</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Посмотреть</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Open record</source>
        <translation>Открыть запись</translation>
    </message>
</context>
<context>
    <name>PageHead</name>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Synchronise</source>
        <translation>Синхронизировать</translation>
    </message>
    <message>
        <source>Synchronisation</source>
        <translation>Синхронизация</translation>
    </message>
    <message>
        <source>Pause for an hour</source>
        <translation>Пауза на час</translation>
    </message>
    <message>
        <source>Pause until I go on</source>
        <translation>Пауза, пока я не продолжу</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
</context>
<context>
    <name>Promise</name>
    <message>
        <source>Works where
there is no network</source>
        <translation>Работает там,
где нет сети</translation>
    </message>
    <message>
        <source>Everything lies on this computer and opens at once</source>
        <translation>Всё лежит на этом компьютере и открывается сразу</translation>
    </message>
    <message>
        <source>Edits go out by themselves when the network is back</source>
        <translation>Правки уходят сами, когда сеть вернётся</translation>
    </message>
    <message>
        <source>Nothing you typed is lost or silently overwritten</source>
        <translation>Ничего из введённого не теряется и не затирается молча</translation>
    </message>
</context>
<context>
    <name>RecordCard</name>
    <message>
        <source>Create</source>
        <translation>Создать</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Восстановить</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Отбросить</translation>
    </message>
    <message>
        <source>Fill in at least one field</source>
        <translation>Заполните хотя бы одно поле</translation>
    </message>
    <message>
        <source>Not created yet</source>
        <translation>Ещё не создано</translation>
    </message>
</context>
<context>
    <name>RecordsModel</name>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Changed in two places</source>
        <translation>Изменено в двух местах</translation>
    </message>
    <message>
        <source>Not accepted by the server</source>
        <translation>Сервер не принял</translation>
    </message>
    <message>
        <source>Not sent yet, it is tried again by itself</source>
        <translation>Пока не отправлено, попытка повторится сама</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Отправляется…</translation>
    </message>
    <message>
        <source>Saved on this computer, will be sent</source>
        <translation>Сохранено на этом компьютере, будет отправлено</translation>
    </message>
    <message>
        <source>done</source>
        <translation>выполнена</translation>
    </message>
</context>
<context>
    <name>RecordsPage</name>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
</context>
<context>
    <name>RemedyButton</name>
    <message>
        <source>Sign in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Повторить сейчас</translation>
    </message>
</context>
<context>
    <name>SameFields</name>
    <message>
        <source>Show</source>
        <translation>Показать</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Synchronisation</source>
        <translation>Синхронизация</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Connect to your server</source>
        <translation>Подключение к серверу</translation>
    </message>
    <message>
        <source>The address, your e-mail and your password come from the administrator.</source>
        <translation>Адрес, почту и пароль даёт администратор.</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Адрес сервера</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Почта</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Подключить</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>The sign-in has expired: sign in again. Everything on this computer stays.</source>
        <translation>Вход устарел: войдите снова. Всё, что есть на этом компьютере, остаётся.</translation>
    </message>
    <message>
        <source>Fill this in</source>
        <translation>Заполните это поле</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Подключаемся…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Прервать</translation>
    </message>
</context>
<context>
    <name>SignInRefusals</name>
    <message>
        <source>Too many tries. Try again after {0}.</source>
        <translation>Слишком много попыток. Повторите после {0}.</translation>
    </message>
    <message>
        <source>An administrator has shut this computer out: only they can let it in again.</source>
        <translation>Администратор закрыл доступ этому компьютеру: вернуть его может только он.</translation>
    </message>
    <message>
        <source>This profile holds the data of another person or server. Sign in as them, or open another profile: crmdesk --profile NAME</source>
        <translation>В этом профиле данные другого человека или сервера. Войдите от его имени или откройте другой профиль: crmdesk --profile ИМЯ</translation>
    </message>
    <message>
        <source>This address cannot be reached. Check how it is written, and whether there is a network.</source>
        <translation>Этот адрес недоступен. Проверьте, как он записан и есть ли сеть.</translation>
    </message>
    <message>
        <source>The certificate of this server is not trusted: check this computer's date, or ask the administrator.</source>
        <translation>Сертификату этого сервера нельзя доверять: проверьте дату на этом компьютере или спросите администратора.</translation>
    </message>
    <message>
        <source>What answers here is not a crmdesk server. Ask the administrator for the address.</source>
        <translation>По этому адресу отвечает не сервер crmdesk. Уточните адрес у администратора.</translation>
    </message>
    <message>
        <source>The server has a fault. Try again later, or tell its administrator.</source>
        <translation>На сервере сбой. Повторите позже или сообщите его администратору.</translation>
    </message>
    <message>
        <source>The server does not answer. Check the address, or try again later.</source>
        <translation>Сервер не отвечает. Проверьте адрес или повторите позже.</translation>
    </message>
</context>
<context>
    <name>StageLine</name>
    <message>
        <source>Stage: {0}</source>
        <translation>Этап: {0}</translation>
    </message>
</context>
<context>
    <name>Standing</name>
    <message>
        <source>Resolve</source>
        <translation>Решить</translation>
    </message>
    <message>
        <source>Not accepted by the server: {0}</source>
        <translation>Сервер не принял: {0}</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Исправить</translation>
    </message>
    <message>
        <source>Not sent yet, it is tried again by itself</source>
        <translation>Пока не отправлено, попытка повторится сама</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Посмотреть</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Отправляется…</translation>
    </message>
    <message>
        <source>Saved on this computer, will be sent</source>
        <translation>Сохранено на этом компьютере, будет отправлено</translation>
    </message>
    <message>
        <source>The record is not here any more. What you typed is not saved.</source>
        <translation>Записи здесь больше нет. То, что вы ввели, не сохранено.</translation>
    </message>
    <message>
        <source>Deleted elsewhere ({0}). What you typed is not saved.</source>
        <translation>Удалено в другом месте ({0}). То, что вы ввели, не сохранено.</translation>
    </message>
    <message>
        <source>Deleted elsewhere. What you typed is not saved.</source>
        <translation>Удалено в другом месте. То, что вы ввели, не сохранено.</translation>
    </message>
</context>
<context>
    <name>StartChoices</name>
    <message>
        <source>What shall we start with?</source>
        <translation>С чего начнём?</translation>
    </message>
    <message>
        <source>You can choose anew on any day: each profile has its own data.</source>
        <translation>Выбор можно сменить в любой день: у каждого входа свой профиль и свои данные.</translation>
    </message>
    <message>
        <source>Connect your own</source>
        <translation>Подключить свою базу</translation>
    </message>
    <message>
        <source>Try the example</source>
        <translation>Попробовать на примере</translation>
    </message>
    <message>
        <source>Contacts, deals, tasks for the week and a colleague who edits the same as you. It needs no network, and closing its window removes it.</source>
        <translation>Контакты, сделки, задачи на неделю и коллега, который правит то же, что и вы. Сеть не нужна; закрыли окно — пример удалён.</translation>
    </message>
    <message>
        <source>Open the example</source>
        <translation>Открыть пример</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Прервать</translation>
    </message>
    <message>
        <source>crmdesk server</source>
        <translation>Сервер crmdesk</translation>
    </message>
    <message>
        <source>Your team, your server. It takes an address, an e-mail and a password.</source>
        <translation>Своя команда, свой сервер. Нужны адрес, почта и пароль.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Подключить</translation>
    </message>
    <message>
        <source>The example did not start. Look whether the disk has room, then try again. It said: {0}</source>
        <translation>Пример не запустился. Проверьте, есть ли место на диске, и попробуйте снова. Он сообщил: «{0}»</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>ничего</translation>
    </message>
    <message>
        <source>Preparing the example…</source>
        <translation>Готовим пример…</translation>
    </message>
    <message>
        <source>Preparing the example… {0}</source>
        <translation>Готовим пример… {0}</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Synchronise now</source>
        <translation>Синхронизировать сейчас</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Pause for an hour</source>
        <translation>Пауза на час</translation>
    </message>
    <message>
        <source>Work offline</source>
        <translation>Автономная работа</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
</context>
<context>
    <name>StatusWords</name>
    <message>
        <source>Not synchronised yet</source>
        <translation>Ещё не синхронизировано</translation>
    </message>
    <message>
        <source>Up to date · {0}</source>
        <translation>Всё синхронизировано · {0}</translation>
    </message>
    <message>
        <source>Sending {0} of {1}</source>
        <translation>Отправляется {0} из {1}</translation>
    </message>
    <message>
        <source>Receiving {0}</source>
        <translation>Получаем {0}</translation>
    </message>
    <message>
        <source>An administrator signed this computer out</source>
        <translation>Администратор отключил этот компьютер</translation>
    </message>
    <message>
        <source>Sign-in expired</source>
        <translation>Вход устарел</translation>
    </message>
    <message>
        <source>Working offline</source>
        <translation>Автономная работа</translation>
    </message>
    <message>
        <source>Sync paused by you</source>
        <translation>Синхронизация на паузе</translation>
    </message>
    <message>
        <source>Sync paused by you until {0}</source>
        <translation>Синхронизация на паузе до {0}</translation>
    </message>
    <message>
        <source>Server asks to wait</source>
        <translation>Сервер просит подождать</translation>
    </message>
    <message>
        <source>Server asks to wait until {0}</source>
        <translation>Сервер просит подождать до {0}</translation>
    </message>
    <message>
        <source>Server does not answer</source>
        <translation>Сервер не отвечает</translation>
    </message>
    <message>
        <source>Not a crmdesk server</source>
        <translation>Это не сервер crmdesk</translation>
    </message>
    <message>
        <source>Certificate not trusted</source>
        <translation>Сертификату нельзя доверять</translation>
    </message>
    <message>
        <source>Server error</source>
        <translation>Ошибка на сервере</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>Нет сети</translation>
    </message>
    <message>
        <source>{0} · next try {1}</source>
        <translation>{0} · попытка в {1}</translation>
    </message>
    <message>
        <source>Sync did not finish</source>
        <translation>Синхронизация прервалась</translation>
    </message>
</context>
<context>
    <name>SuggestionLine</name>
    <message>
        <source>Accept</source>
        <translation>Принять</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>моё</translation>
    </message>
    <message>
        <source>server</source>
        <translation>с сервера</translation>
    </message>
    <message>
        <source>Suggested for “{0}”: {1}, {2}</source>
        <translation>Предложение для поля «{0}»: {1}, {2}</translation>
    </message>
    <message>
        <source>the stage is further</source>
        <translation>этап дальше</translation>
    </message>
    <message>
        <source>it is fuller</source>
        <translation>оно полнее</translation>
    </message>
    <message>
        <source>newer by less than a minute</source>
        <translation>новее меньше чем на минуту</translation>
    </message>
    <message>
        <source>newer by {0}</source>
        <translation>новее на {0}</translation>
    </message>
</context>
<context>
    <name>SyncPage</name>
    <message>
        <source>the later edit wins, the other is kept here</source>
        <translation>побеждает более поздняя правка, другая хранится здесь</translation>
    </message>
    <message>
        <source>ask me</source>
        <translation>спросить меня</translation>
    </message>
    <message>
        <source>When a field changed in two places</source>
        <translation>Если поле изменено в двух местах</translation>
    </message>
    <message>
        <source>When a field changed in two places:</source>
        <translation>Если поле изменено в двух местах:</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Показать ещё</translation>
    </message>
    <message>
        <source>oldest: {0}</source>
        <translation>самое раннее: {0}</translation>
    </message>
    <message>
        <source>Resolve in order</source>
        <translation>Решить по порядку</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Отправить сейчас</translation>
    </message>
    <message>
        <source>Needs your decision</source>
        <translation>Нужно ваше решение</translation>
    </message>
    <message>
        <source>Not accepted by the server</source>
        <translation>Сервер не принял</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>Ждут отправки</translation>
    </message>
    <message>
        <source>Settled for you</source>
        <translation>Решено за вас</translation>
    </message>
    <message>
        <source>Known here, lost on the server</source>
        <translation>Есть здесь, потеряно на сервере</translation>
    </message>
    <message>
        <source>Nothing waits here: everything was sent and accepted.</source>
        <translation>Здесь ничего не ждёт: всё отправлено и принято.</translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Посмотреть</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Оставить как есть</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>Исправить</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>Отбросить</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Отправляется…</translation>
    </message>
    <message>
        <source>waits for your decision</source>
        <translation>ждёт вашего решения</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>пока не отправлено</translation>
    </message>
    <message>
        <source>next try at {0}</source>
        <translation>следующая в {0}</translation>
    </message>
    <message>
        <source>new</source>
        <translation>новая запись</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>удаление</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>восстановление</translation>
    </message>
    <message>
        <source>the whole record</source>
        <translation>вся запись</translation>
    </message>
    <message>
        <source>not on this computer</source>
        <translation>нет на этом компьютере</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
</context>
<context>
    <name>UndoWords</name>
    <message>
        <source>{0} “{1}”</source>
        <translation>{0} «{1}»</translation>
    </message>
    <message>
        <source>Nothing to take back in: {0}. It was changed since.</source>
        <translation>Отменять нечего: {0}. С тех пор запись изменили.</translation>
    </message>
    <message>
        <source>Taken back, deleted: {0}</source>
        <translation>Создание отменено: {0}</translation>
    </message>
    <message>
        <source>Here again: {0}</source>
        <translation>Снова на месте: {0}</translation>
    </message>
    <message>
        <source>Deleted again: {0}</source>
        <translation>Снова удалено: {0}</translation>
    </message>
    <message>
        <source>The decision is taken back: {0}</source>
        <translation>Решение отменено: {0}</translation>
    </message>
    <message>
        <source>The dropped change is here again: {0}</source>
        <translation>Отброшенная правка снова на месте: {0}</translation>
    </message>
    <message>
        <source>As it was before: {0}</source>
        <translation>Как было раньше: {0}</translation>
    </message>
    <message>
        <source>Changed since, and left: {0}</source>
        <translation>С тех пор изменено и оставлено: {0}</translation>
    </message>
    <message>
        <source>The second record stays</source>
        <translation>Вторая запись остаётся</translation>
    </message>
</context>
<context>
    <name>Undoing</name>
    <message>
        <source>{0} deleted</source>
        <translation>Удалено: {0}</translation>
    </message>
    <message>
        <source>Dropped: {0}</source>
        <translation>Отброшено: {0}</translation>
    </message>
    <message>
        <source>Done: {0}</source>
        <translation>Выполнено: {0}</translation>
    </message>
    <message>
        <source>To be done again: {0}</source>
        <translation>Снова в работе: {0}</translation>
    </message>
    <message>
        <source>Stage changed: {0}</source>
        <translation>Этап изменён: {0}</translation>
    </message>
    <message>
        <source>Decided. Both versions stay on the sync page.</source>
        <translation>Решено. Обе версии остались на странице синхронизации.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Отменить</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Отменять нечего.</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>Тема системы</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Светлая тема</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Тёмная тема</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n change(s) waiting to be sent</source>
        <translation>
            <numerusform>%n изменение ждёт отправки</numerusform>
            <numerusform>%n изменения ждут отправки</numerusform>
            <numerusform>%n изменений ждут отправки</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) waiting · no network</source>
        <translation>
            <numerusform>Нет сети · %n изменение ждёт отправки</numerusform>
            <numerusform>Нет сети · %n изменения ждут отправки</numerusform>
            <numerusform>Нет сети · %n изменений ждут отправки</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>ждёт: %n</numerusform>
            <numerusform>ждут: %n</numerusform>
            <numerusform>ждут: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) your decision</source>
        <translation>
            <numerusform>Нужно ваше решение: %n</numerusform>
            <numerusform>Нужно ваше решение: %n</numerusform>
            <numerusform>Нужно ваше решение: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted by the server</source>
        <translation>
            <numerusform>Сервер не принял: %n</numerusform>
            <numerusform>Сервер не принял: %n</numerusform>
            <numerusform>Сервер не принял: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed in two places: %n field(s)</source>
        <translation>
            <numerusform>Изменено в двух местах: %n поле</numerusform>
            <numerusform>Изменено в двух местах: %n поля</numerusform>
            <numerusform>Изменено в двух местах: %n полей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left to choose</source>
        <translation>
            <numerusform>Осталось выбрать: %n</numerusform>
            <numerusform>Осталось выбрать: %n</numerusform>
            <numerusform>Осталось выбрать: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n overdue</source>
        <translation>
            <numerusform>просрочена: %n</numerusform>
            <numerusform>просрочены: %n</numerusform>
            <numerusform>просрочено: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tried %n time(s)</source>
        <translation>
            <numerusform>попыток: %n</numerusform>
            <numerusform>попыток: %n</numerusform>
            <numerusform>попыток: %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Received %n change(s)</source>
        <translation>
            <numerusform>Получено %n изменение</numerusform>
            <numerusform>Получено %n изменения</numerusform>
            <numerusform>Получено %n изменений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Sent %n change(s)</source>
        <translation>
            <numerusform>Отправлено %n изменение</numerusform>
            <numerusform>Отправлено %n изменения</numerusform>
            <numerusform>Отправлено %n изменений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>after %n minute(s)</source>
        <translation>
            <numerusform>через %n минуту</numerusform>
            <numerusform>через %n минуты</numerusform>
            <numerusform>через %n минут</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n contact(s)</source>
        <translation>
            <numerusform>%n контакт</numerusform>
            <numerusform>%n контакта</numerusform>
            <numerusform>%n контактов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n companies</source>
        <translation>
            <numerusform>%n компания</numerusform>
            <numerusform>%n компании</numerusform>
            <numerusform>%n компаний</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deal(s)</source>
        <translation>
            <numerusform>%n сделка</numerusform>
            <numerusform>%n сделки</numerusform>
            <numerusform>%n сделок</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n задача</numerusform>
            <numerusform>%n задачи</numerusform>
            <numerusform>%n задач</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n communication(s)</source>
        <translation>
            <numerusform>%n запись</numerusform>
            <numerusform>%n записи</numerusform>
            <numerusform>%n записей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n product(s)</source>
        <translation>
            <numerusform>%n товар</numerusform>
            <numerusform>%n товара</numerusform>
            <numerusform>%n товаров</numerusform>
        </translation>
    </message>
    <message>
        <source>today, {0}</source>
        <translation>сегодня, {0}</translation>
    </message>
    <message>
        <source>yesterday, {0}</source>
        <translation>вчера, {0}</translation>
    </message>
    <message>
        <source>tomorrow, {0}</source>
        <translation>завтра, {0}</translation>
    </message>
    <message numerus="yes">
        <source>%n more field(s) are the same</source>
        <translation>
            <numerusform>Ещё %n поле совпадает</numerusform>
            <numerusform>Ещё %n поля совпадают</numerusform>
            <numerusform>Ещё %n полей совпадают</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n empty field(s)</source>
        <translation>
            <numerusform>Показать %n пустое поле</numerusform>
            <numerusform>Показать %n пустых поля</numerusform>
            <numerusform>Показать %n пустых полей</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n день</numerusform>
            <numerusform>%n дня</numerusform>
            <numerusform>%n дней</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} мин</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0} ч {1} мин</translation>
    </message>
</context>
<context>
    <name>choices</name>
    <message>
        <source>Administrator</source>
        <translation>Администратор</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>Руководитель</translation>
    </message>
    <message>
        <source>Sales representative</source>
        <translation>Менеджер по продажам</translation>
    </message>
    <message>
        <source>VAT included</source>
        <translation>НДС в цене</translation>
    </message>
    <message>
        <source>VAT on top</source>
        <translation>НДС сверху</translation>
    </message>
    <message>
        <source>No VAT</source>
        <translation>Без НДС</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Звонок</translation>
    </message>
    <message>
        <source>Meeting</source>
        <translation>Встреча</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Письмо</translation>
    </message>
    <message>
        <source>Visit</source>
        <translation>Выезд</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Другое</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Низкий</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Обычный</translation>
    </message>
    <message>
        <source>High</source>
        <translation>Высокий</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>Входящее</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>Исходящее</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>В работе</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>Выиграна</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Проиграна</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Контакт</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Компания</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>Сделка</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
    <message>
        <source>Communication</source>
        <translation>Общение</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Товар</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Число</translation>
    </message>
    <message>
        <source>Money</source>
        <translation>Сумма</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Дата</translation>
    </message>
    <message>
        <source>Date and time</source>
        <translation>Дата и время</translation>
    </message>
    <message>
        <source>Yes or no</source>
        <translation>Да или нет</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>Выбор</translation>
    </message>
    <message>
        <source>Several choices</source>
        <translation>Несколько вариантов</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Ссылка</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>The check digit does not match: compare the number digit by digit</source>
        <translation>Контрольная цифра не сходится: сверьте номер по цифрам</translation>
    </message>
    <message>
        <source>Give a currency by its three letters, for example RUB</source>
        <translation>Укажите валюту тремя буквами, например RUB</translation>
    </message>
    <message>
        <source>This is no date: write it as 23.11.2026</source>
        <translation>Это не дата: напишите так — 23.11.2026</translation>
    </message>
    <message>
        <source>This is no e-mail address: write it as name@example.com</source>
        <translation>Это не адрес почты: напишите так — name@example.com</translation>
    </message>
    <message>
        <source>This is no record: choose one from the list</source>
        <translation>Такой записи нет: выберите из списка</translation>
    </message>
    <message>
        <source>A list or an object belongs here, as JSON</source>
        <translation>Здесь нужен список или объект в JSON</translation>
    </message>
    <message>
        <source>A key has small Latin letters, digits and underscores</source>
        <translation>Ключ состоит из строчных латинских букв, цифр и подчёркиваний</translation>
    </message>
    <message>
        <source>The number of digits is not right</source>
        <translation>Неверное число цифр</translation>
    </message>
    <message>
        <source>This is no date and time: write it as 23.11.2026 14:05</source>
        <translation>Это не дата и время: напишите так — 23.11.2026 14:05</translation>
    </message>
    <message>
        <source>This is no sum: write digits, for example 1234.50</source>
        <translation>Это не сумма: напишите цифрами, например 1234,50</translation>
    </message>
    <message>
        <source>This is no number: write digits, for example 12.5</source>
        <translation>Это не число: напишите цифрами, например 12,5</translation>
    </message>
    <message>
        <source>This is no phone number: write it with digits, for example +7 912 204-18-90</source>
        <translation>Это не телефон: напишите цифрами, например +7 912 204-18-90</translation>
    </message>
    <message>
        <source>Nothing is called that: choose one from the list</source>
        <translation>Ничего с таким названием нет: выберите из списка</translation>
    </message>
    <message>
        <source>The text holds characters that cannot be stored: type it anew</source>
        <translation>В тексте есть недопустимые знаки: наберите его заново</translation>
    </message>
    <message>
        <source>The server has another change under this number: try again</source>
        <translation>Под этим номером на сервере другая правка: повторите</translation>
    </message>
    <message>
        <source>The sum follows from the items: change the items</source>
        <translation>Сумма считается по позициям: измените позиции</translation>
    </message>
    <message>
        <source>A sum needs a currency</source>
        <translation>К сумме нужна валюта</translation>
    </message>
    <message>
        <source>This value is taken by another record</source>
        <translation>Это значение уже занято другой записью</translation>
    </message>
    <message>
        <source>Leave it empty or write something</source>
        <translation>Оставьте пустым или напишите что-нибудь</translation>
    </message>
    <message>
        <source>It has just been changed elsewhere: look at it, then save again</source>
        <translation>Это только что изменили в другом месте: посмотрите и сохраните ещё раз</translation>
    </message>
    <message>
        <source>Two lines have the same number</source>
        <translation>У двух строк один номер</translation>
    </message>
    <message>
        <source>The server could not store it after several tries</source>
        <translation>Сервер не смог сохранить это после нескольких попыток</translation>
    </message>
    <message>
        <source>You have no right to change this: ask an administrator</source>
        <translation>Менять это нет прав: обратитесь к администратору</translation>
    </message>
    <message>
        <source>The server has another record under this number</source>
        <translation>Под этим номером на сервере другая запись</translation>
    </message>
    <message>
        <source>The address must begin with https: http is accepted for this computer only</source>
        <translation>Адрес должен начинаться с https: http годится только для этого компьютера</translation>
    </message>
    <message>
        <source>The list has this record already: take the line away</source>
        <translation>Эта запись уже есть в списке: уберите строку</translation>
    </message>
    <message>
        <source>Choose one of the values of the list</source>
        <translation>Выберите одно из значений списка</translation>
    </message>
    <message>
        <source>This is no server address: write it as https://crm.example.com</source>
        <translation>Это не адрес сервера: напишите так — https://crm.example.com</translation>
    </message>
    <message>
        <source>The server never had this record</source>
        <translation>Этой записи на сервере не было</translation>
    </message>
    <message>
        <source>This stage belongs to another pipeline</source>
        <translation>Этот этап из другой воронки</translation>
    </message>
    <message>
        <source>A deletion changes no fields</source>
        <translation>Удаление не меняет поля</translation>
    </message>
    <message>
        <source>This record is no longer shared with you</source>
        <translation>Эта запись вам больше не доступна</translation>
    </message>
    <message>
        <source>The record it refers to is deleted: choose another one</source>
        <translation>Запись, на которую это ссылается, удалена: выберите другую</translation>
    </message>
    <message>
        <source>It refers to a record of another kind: choose another one</source>
        <translation>Здесь нужна запись другого вида: выберите другую</translation>
    </message>
    <message>
        <source>The server does not know the record it refers to</source>
        <translation>Сервер не знает записи, на которую это ссылается</translation>
    </message>
    <message>
        <source>Fill this in</source>
        <translation>Заполните это поле</translation>
    </message>
    <message>
        <source>The server fails on this change: tell its administrator</source>
        <translation>Сервер не справляется с этой правкой: сообщите администратору</translation>
    </message>
    <message>
        <source>This profile holds the data of another person or server</source>
        <translation>В этом профиле данные другого человека или сервера</translation>
    </message>
    <message>
        <source>This record is larger than the server takes: shorten its texts</source>
        <translation>Запись больше, чем принимает сервер: сократите тексты</translation>
    </message>
    <message>
        <source>This is too long: shorten it</source>
        <translation>Слишком длинно: сократите</translation>
    </message>
    <message>
        <source>Choose a side or give a value</source>
        <translation>Выберите сторону или укажите значение</translation>
    </message>
    <message>
        <source>There is no such field</source>
        <translation>Такого поля нет</translation>
    </message>
    <message>
        <source>The server does not know this kind of record</source>
        <translation>Сервер не знает записей этого вида</translation>
    </message>
    <message>
        <source>No pipeline has this stage</source>
        <translation>Такого этапа нет ни в одной воронке</translation>
    </message>
    <message>
        <source>The e-mail or the password is not right</source>
        <translation>Почта или пароль не подходят</translation>
    </message>
    <message>
        <source>A value of another form belongs here</source>
        <translation>Здесь нужно значение другого вида</translation>
    </message>
</context>
<context>
    <name>fields</name>
    <message>
        <source>Account</source>
        <translation>Расчётный счёт</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Действует</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>All day</source>
        <translation>Весь день</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Сумма</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Автор</translation>
    </message>
    <message>
        <source>BIK</source>
        <translation>БИК</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>Банк</translation>
    </message>
    <message>
        <source>Birthday</source>
        <translation>День рождения</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Закрыта</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Цвет</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Компания</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Контакт</translation>
    </message>
    <message>
        <source>Correspondent account</source>
        <translation>Корр. счёт</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Валюта</translation>
    </message>
    <message>
        <source>Custom fields</source>
        <translation>Свои поля</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>Сделка</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Описание</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Направление</translation>
    </message>
    <message>
        <source>Discount, %</source>
        <translation>Скидка, %</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Выполнена</translation>
    </message>
    <message>
        <source>Done at</source>
        <translation>Выполнена в</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Срок</translation>
    </message>
    <message>
        <source>Duration, min</source>
        <translation>Длительность, мин</translation>
    </message>
    <message>
        <source>Duration, s</source>
        <translation>Длительность, с</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Почта</translation>
    </message>
    <message>
        <source>E-mails</source>
        <translation>Почта</translation>
    </message>
    <message>
        <source>Expected close</source>
        <translation>Закрыть до</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>INN</source>
        <translation>ИНН</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Номер</translation>
    </message>
    <message>
        <source>Industry</source>
        <translation>Отрасль</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Позиции</translation>
    </message>
    <message>
        <source>Job title</source>
        <translation>Должность</translation>
    </message>
    <message>
        <source>KPP</source>
        <translation>КПП</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Ключ</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Подпись</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>Фамилия</translation>
    </message>
    <message>
        <source>Legal name</source>
        <translation>Юр. название</translation>
    </message>
    <message>
        <source>Loss reason</source>
        <translation>Причина отказа</translation>
    </message>
    <message>
        <source>Middle name</source>
        <translation>Отчество</translation>
    </message>
    <message>
        <source>More contacts</source>
        <translation>Ещё контакты</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Заметки</translation>
    </message>
    <message>
        <source>OGRN</source>
        <translation>ОГРН</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Варианты</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Исход</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Ответственный</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>Телефоны</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>Воронка</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Порядок</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Цена</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>Важность</translation>
    </message>
    <message>
        <source>Probability, %</source>
        <translation>Вероятность, %</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Товар</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Количество</translation>
    </message>
    <message>
        <source>Remind at</source>
        <translation>Напомнить</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Роль</translation>
    </message>
    <message>
        <source>SKU</source>
        <translation>Артикул</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Этап</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Этапы</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Метки</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>Команда</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Тип</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Единица</translation>
    </message>
    <message>
        <source>VAT</source>
        <translation>НДС</translation>
    </message>
    <message>
        <source>VAT, %</source>
        <translation>НДС, %</translation>
    </message>
    <message>
        <source>Website</source>
        <translation>Сайт</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>The whole record</source>
        <translation>Запись целиком</translation>
    </message>
</context>
<context>
    <name>kinds</name>
    <message>
        <source>Contact</source>
        <translation>Контакт</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Компания</translation>
    </message>
    <message>
        <source>Deal</source>
        <translation>Сделка</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Задача</translation>
    </message>
    <message>
        <source>Communication</source>
        <translation>Общение</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Товар</translation>
    </message>
    <message>
        <source>Pipeline</source>
        <translation>Воронка</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Человек</translation>
    </message>
    <message>
        <source>Custom field</source>
        <translation>Своё поле</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Контакты</translation>
    </message>
    <message>
        <source>Companies</source>
        <translation>Компании</translation>
    </message>
    <message>
        <source>Deals</source>
        <translation>Сделки</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Задачи</translation>
    </message>
    <message>
        <source>Communications</source>
        <translation>Общение</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>Товары</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>Новый контакт</translation>
    </message>
    <message>
        <source>New company</source>
        <translation>Новая компания</translation>
    </message>
    <message>
        <source>New deal</source>
        <translation>Новая сделка</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>Новая задача</translation>
    </message>
    <message>
        <source>New communication</source>
        <translation>Новая запись общения</translation>
    </message>
    <message>
        <source>New product</source>
        <translation>Новый товар</translation>
    </message>
</context>
<context>
    <name>values</name>
    <message>
        <source>No name</source>
        <translation>Без имени</translation>
    </message>
    <message>
        <source>ext.</source>
        <translation>доб.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Да</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Нет</translation>
    </message>
    <message>
        <source>not on this computer</source>
        <translation>нет на этом компьютере</translation>
    </message>
</context>
<context>
    <name>views</name>
    <message>
        <source>All</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Мои</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открытые</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>К выполнению</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Выполненные</translation>
    </message>
    <message>
        <source>On sale</source>
        <translation>В продаже</translation>
    </message>
</context>
</TS>
