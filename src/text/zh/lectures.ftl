revision-draft = 草稿
revision-submitted = 待审
revision-approved = 已批准
revision-returned = 已退回
