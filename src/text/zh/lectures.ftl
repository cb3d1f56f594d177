revision-draft = 草稿
revision-submitted = 待审
revision-approved = 已批准
revision-returned = 已退回
material-do-submit = 送审
material-open = 审定情况
