-- The lists as they begin; whoever may change committees may change them.

INSERT INTO themes (code, name_en, position) VALUES
    ('党史国史', 'Party and national history', 1),
    ('理想信念', 'Ideals and convictions', 2),
    ('革命故事', 'Stories of the revolution', 3),
    ('乡土历史', 'Local history', 4),
    ('法治教育', 'Rule of law', 5),
    ('禁毒', 'Drug prevention', 6),
    ('安全教育', 'Safety', 7),
    ('国家安全', 'National security', 8),
    ('国防教育', 'National defence', 9),
    ('科普', 'Popular science', 10),
    ('心理健康', 'Mental health', 11),
    ('家庭教育', 'Family education', 12),
    ('传统文化', 'Traditional culture', 13),
    ('文明礼仪', 'Good manners', 14),
    ('健康教育', 'Health', 15),
    ('生态环保', 'Environment', 16),
    ('劳动教育', 'Work and crafts', 17),
    ('读书', 'Reading', 18);

INSERT INTO team_kinds (code, name_en, position) VALUES
    ('理论宣讲', 'Theory talks', 1),
    ('乡村振兴', 'Rural revival', 2),
    ('民企发展', 'Private enterprise', 3),
    ('润苗育才', 'Growing young talent', 4),
    ('和谐助稳', 'Neighbourly peace', 5),
    ('红色传承', 'Revolutionary heritage', 6),
    ('法治护航', 'Rule of law', 7),
    ('科技助农', 'Farming science', 8),
    ('文化传承', 'Culture and crafts', 9),
    ('健康服务', 'Health service', 10),
    ('家庭教育', 'Family education', 11),
    ('生态环保', 'Environment', 12);

INSERT INTO venue_kinds (code, name, name_en, position, keeps_terms) VALUES
    ('school', '学校', 'School', 1, TRUE),
    ('outreach_station', '校外教育辅导站', 'Out-of-school tutoring station', 2, FALSE),
    ('care_station', '关爱工作站', 'Care station', 3, FALSE),
    ('silver_post', '银发生辉驿站', 'Silver-hair post', 4, FALSE),
    ('youth_law_academy', '少年法学苑', 'Youth law academy', 5, FALSE),
    ('community', '社区', 'Community', 6, FALSE),
    ('enterprise', '企业', 'Enterprise', 7, FALSE),
    ('other', '其他', 'Other', 8, FALSE);

INSERT INTO languages (code, name, name_en, position) VALUES
    ('mandarin', '普通话', 'Mandarin', 1),
    ('nantong', '南通话', 'Nantong dialect', 2);
