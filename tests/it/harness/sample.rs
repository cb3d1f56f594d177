//! What every world holds: a city with two counties, a speaker and a school in each, a lecture,
//! and one account a role.

use xinhuo::accounts::{Actor, Role};
use xinhuo::actions::accounts::{NewGrant, add};
use xinhuo::actions::import::{FileKind, in_silence, run};
use xinhuo::app::App;
use xinhuo::tables::{Format, read};

const COMMITTEES: &str = "code,name,level,parent,division_code,phone,email
C,示例市关工委,city,,,0513-0000 0000,
C-A,甲县关工委,county,C,,0513-0000 0001,
C-B,乙县关工委,county,C,,0513-0000 0002,
C-A-1,甲县一镇关工委,township,C-A,,,
";
const SPEAKERS: &str = "code,name,elder_kind,birth_year,committee,phone,email,languages,qualifications,availability,per_day,per_week,per_month,max_travel_km,appointed_until,checked_until,insured_until
S-1,王示例,teacher,1952,C-A,13800000001,wang@example.cn,mandarin|nantong,党史国史:primary_4_6|党史国史:junior,mon 08:30-17:00|tue 08:30-17:00|wed 08:30-17:00|thu 08:30-17:00|fri 08:30-17:00,1,3,8,60,2027-12-31,2027-12-31,2027-12-31
S-2,李示例,cadre,1950,C-A,13800000002,,mandarin,党史国史:primary_4_6,mon 08:30-17:00|wed 08:30-17:00,1,3,8,60,2027-12-31,2027-12-31,2027-12-31
S-3,陈示例,soldier,1949,C-B,13800000003,chen@example.cn,mandarin,党史国史:primary_4_6,mon 08:30-17:00|wed 08:30-17:00,1,3,8,60,2027-12-31,2027-12-31,2027-12-31
";
const VENUES: &str = "code,name,kind,committee,lat,lon,enrolment,rooms,bells,contact_name,contact_phone,contact_email
V-1,甲县城东小学,school,C-A,32.01,120.86,primary_1_3:600|primary_4_6:580,报告厅:300|阶梯教室:120,08:20-09:05|09:30-10:15,张老师,13900000001,school@example.cn
V-2,甲县一镇校外教育辅导站,outreach_station,C-A-1,32.05,120.80,,活动室:60,,顾老师,13900000002,
V-3,乙县第一小学,school,C-B,32.30,121.10,primary_4_6:400,礼堂:260,08:20-09:05,朱老师,13900000003,other@example.cn
";
const LECTURES: &str = "code,title,theme,grades,minutes,speakers,status,approved_until
L-1,红军长征的故事,党史国史,primary_4_6|junior,45,S-1|S-2,approved,2027-12-31
L-2,未审定的一课,党史国史,primary_4_6,45,S-1,draft,
";

/// Fills an empty database.
pub async fn fill(app: &App) {
    for (kind, csv) in [("committees", COMMITTEES), ("speakers", SPEAKERS), ("venues", VENUES), ("lectures", LECTURES)]
    {
        import(app, kind, csv).await;
    }
    let roles = [
        ("admin@example.cn", "管理员", Role::Administrator, "C"),
        ("coordinator@example.cn", "甲县协调员", Role::Coordinator, "C-A"),
        ("stranger@example.cn", "乙县协调员", Role::Coordinator, "C-B"),
        ("reviewer@example.cn", "审核人", Role::Reviewer, "C"),
        ("wang@example.cn", "王示例", Role::Speaker, "C-A"),
        ("school@example.cn", "张老师", Role::Contact, "C-A"),
    ];
    for (email, name, role, committee) in roles {
        let (email, name, committee) = (email.to_owned(), name.to_owned(), committee.to_owned());
        let grant = NewGrant { email, name, role, committee, speaker: None, venue: None };
        add(app, &Actor::operator(), grant).await.unwrap();
    }
}

/// Imports rows as a file would.
pub async fn import(app: &App, kind: &str, csv: &str) {
    let sheet = read(Format::Csv, csv.as_bytes()).unwrap();
    let kind = FileKind::parse(kind).unwrap();
    let report = run(app, &Actor::operator(), kind, sheet, in_silence()).await.unwrap();
    assert!(report.is_clean(), "{kind:?}: {:?}", report.troubles);
}
