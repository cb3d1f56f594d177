reach-over-sessions = { $number }多
reach-over-listeners = 超{ $number }
reach-sentence = 已开展宣讲{ $sessions }场次，听讲{ $listeners }人次
bad-period = “{ $text }”不是统计期，请写成 2026、2026-H1、2026-Q3、2026-11、2026/2027（学年）或 2026-01-01/2026-11-23。
period-ends-before-start = 截止日期要不早于起始日期。

by-theme = 主题
by-grade = 学段
by-kind = 场次类型
by-venue_kind = 场地类型
by-month = 月份
by-committee = 单位

measure-sessions = 场次
measure-youth_reach = 青少年人次
measure-materials = 教材（篇）
measure-coverage = 覆盖率（%）

filing-draft = 草稿
filing-filed = 已报送
filing-returned = 已退回
filing-accepted = 已接收
filing-locked = 已锁定
filing-step-file = 报送
filing-step-return = 退回
filing-step-accept = 接收
filing-step-lock = 锁定
filing-step-not-now = 这个统计期现在不在这一步上，可能别人刚刚处理过。请刷新页面再看。
filing-period = 报送的统计期请写月、季、半年或年：2026-11、2026-Q3、2026-H1、2026。
filing-not-over = { $period } 还没有过完，过完以后再报送。
filing-overlaps = { $period } 和已经报送的 { $other } 重叠，同一天不能报送两次。
filing-reason = 退回请写明原因，让对方知道改什么。

target-set = 设定目标
target-remove = 取消目标
target-value = 目标请填大于 0 的整数；不要目标就把它删去。
target-percent = 覆盖率的目标请填 1 到 100。
target-period = 目标请按年、半年、季、月或学年设定。
target-missing = 这个目标已经不在了，可能别人刚删去。
indicator-set = 登记年度指标
indicator-name = 请填指标名称，不超过 100 字。
indicator-year = 请填年份，例如 2026。
indicator-share = 分子请填 0 到分母之间的整数。

reach-sessions = 场次
reach-talks = 讲次
reach-youth = 青少年人次
reach-parents = 家长人次
reach-others = 其他人次
reach-field = 实践活动（名）
reach-online = 线上浏览量
reach-materials = 教材（篇）
reach-persons = 人数（估）
reach-coverage = 覆盖率
reach-regularity = 常态化率
reach-target = 目标 { $measure }: { $value }，完成 { $share }
reach-beside = 另有已报待确认 { $sessions } 场 { $youth } 人次；缺报 { $missing } 场（不计入）
