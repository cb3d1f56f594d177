demo-clock-too-early = The sample city's history is whole only from { $earliest } on: set XINHUO_NOW to that day or later.
demo-no-days = The calendars leave too few open days before { $today } for the sample city's history: look into the calendars folder, or set another XINHUO_NOW.
demo-database-not-empty = The database holds something already, and the sample city fills only an empty one: leave out --demo, or name another DATABASE_URL.
demo-filled = The sample city is in place. People, schools, stations and figures are marked 示例: take none of them for real.
demo-already = The sample city was there already.
demo-link = { $who } ({ $email }): { $link }
