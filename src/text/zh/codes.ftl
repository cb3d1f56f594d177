grade-kindergarten = 幼儿园
grade-primary_1_3 = 小学一至三年级
grade-primary_4_6 = 小学四至六年级
grade-junior = 初中
grade-senior = 高中
grade-vocational = 中职
grade-university = 大学
grade-community = 社区（混龄）

level-province = 省
level-city = 市
level-county = 县（市、区）
level-township = 镇（街道）
level-village = 村（社区）
level-school = 学校
level-enterprise = 企业
level-government = 机关

division-province = 省
division-prefecture = 地级市
division-county = 县（市、区）
division-township = 镇（街道）
division-village = 村（社区）
division-functional_zone = 功能区
division-statistical_unit = 统计单元

elder-cadre = 老干部
elder-soldier = 老战士
elder-expert = 老专家
elder-teacher = 老教师
elder-model_worker = 老模范
elder-other = 其他

channel-email = 电子邮件
channel-telephone = 电话
channel-paper = 纸质

text-status-draft = 草稿
text-status-submitted = 待审
text-status-approved = 已批准
text-status-retired = 已停用

request-status-submitted = 已收到，待受理
request-status-returned = 已退回
request-status-approved = 已受理，待排
request-status-scheduled = 已排
request-status-done = 已完成
request-status-withdrawn = 已撤回

kind-lecture = 报告会
kind-class_talk = 班级宣讲
kind-situational = 情景宣讲
kind-symposium = 座谈会
kind-field_practice = 实践活动
kind-contest = 读书会、故事会
kind-online = 线上宣讲
kind-law_class = 法治课

session-status-proposed = 拟排
session-status-published = 已发布，待确认
session-status-confirmed = 已确认
session-status-delivered = 已开展
session-status-cancelled = 已取消

part-speaker = 主讲
part-standby = 候补

answer-waiting = 待答复
answer-accepted = 能去
answer-declined = 不去
answer-proposed = 提议换时间
answer-released = 已免去

listener-youth = 青少年
listener-parent = 家长
listener-other = 其他

basis-counted = 清点
basis-enrolment = 按班额
basis-estimated = 估计

figure-reported = 已报，待确认
figure-confirmed = 已确认
figure-corrected = 已更正

role-administrator = 管理员
role-coordinator = 协调员
role-reviewer = 审核人
role-speaker = 宣讲员
role-contact = 学校或站点联系人

