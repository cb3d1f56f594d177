demo-clock-too-early = 示例城市的往年记录要到 { $earliest } 才完整：请把 XINHUO_NOW 设在这一天或之后。
demo-no-days = 按现有校历，{ $today } 之前的开放日不够排下示例城市的往年记录：请检查 calendars 文件夹，或换一个 XINHUO_NOW。
demo-database-not-empty = 数据库里已有内容，示例城市只写入空库：去掉 --demo，或换一个 DATABASE_URL。
demo-filled = 示例城市已写入。人物、学校、站点与数字都标有“示例”，请勿当作真实情况。
demo-already = 示例城市已在库中。
demo-link = { $who }（{ $email }）：{ $link }
