headcount-above-room = 到场 { $count } 人，超过场地容量 { $capacity } 人
headcount-above-enrolment = { $grade }到场 { $count } 人，超过在籍 { $enrolment } 人

session-has-no-headcount = 这个场次还没有确认，或者已经取消，不能报人数。
session-not-begun = 这个场次还没有开始，开始以后再来报人数。
headcount-not-yet = 这个场次还没有结束，结束以后才能确认。
period-locked = { $period } 已经锁定，只能写明原因作更正。
headcount-nobody = 请至少填一个大于 0 的人数。
headcount-twice = 同一学段和人群填了两次（{ $grade }），请合并成一个数。
headcount-missing = 这个场次还没有人报人数。
headcount-already-confirmed = 人数已由{ $who }确认。如果数字不对，请协调员写明原因作更正。
headcount-changed-meanwhile = 在您查看期间，人数有了变动，什么都没有保存。请看过新的数字再提交。
flags-above-headcount = 其中人数 { $flag } 多于到场青少年 { $count } 人，请核对。
flags-of-others = 留守、流动、困境只在青少年中统计。
bad-rating = 评分请选 1 到 5。
note-too-long = 文字太长（{ $count } 字），请不要超过 { $most } 字。
note-looks-like-identity = 备注里好像有身份证号。请不要填写学生的个人信息；如果不是，请勾选“我已核对”再提交。
note-looks-like-roster = 备注里好像是一份名单。请不要填写学生姓名；如果不是，请勾选“我已核对”再提交。
correction-before-confirmation = 人数还没有确认，直接重新上报就可以，不用更正。
correction-changes-nothing = 数字和现在的一样，没有要更正的。

attendance-report = 上报人数
attendance-confirm = 确认人数
attendance-correct = 更正人数
