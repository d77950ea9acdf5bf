use crate::entity::areas as rows;
use crate::fixtures::Part;
use crate::offices::areas::importing::{Areas, Becomes, ImportLine};
use crate::offices::areas::sheet::SheetColumn;
use crate::offices::areas::{self, NewArea};
use crate::offices::changes::{Subject, changes};
use crate::offices::industries::importing::{Becomes as IndustryBecomes, Industries};
use crate::offices::store::create;
use crate::offices::{NewOffice, OfficeKind, industries};
use crate::sheets::bringing::{keep, look, rows as lines, take, taken, undo, undoing};
use crate::sheets::{Import, Leaving};
use crate::testing::book;
use crate::{Ctx, Day, Fault};
use sea_orm::{EntityTrait, PaginatorTrait};

const HEAD: [&str; 7] = ["名称*", "代码*", "上级地区", "启用日期", "停用日期", "接替的原地区", "依据*"];
const WHY: &str = "苏政复〔2026〕12号批复";
const WRONG: &str = "导入了错误的表格";

fn line(cells: [&'static str; 6]) -> [&'static str; 7] {
    let [name, code, parent, from, to, replaces] = cells;
    [name, code, parent, from, to, replaces, WHY]
}

fn told(import: &Import<ImportLine>) -> Vec<(usize, Becomes)> {
    import.lines.iter().map(|line| (line.number, line.becomes.clone())).collect()
}

fn faults<L>(import: &Import<L>) -> Vec<(usize, &'static str)> {
    import.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect()
}

async fn count(ctx: &Ctx) -> u64 {
    rows::Entity::find().count(ctx.db.reader()).await.unwrap()
}

crate::on_both! {
    //
    async fn areas_of_a_sheet_stand_in_each_other_and_after_each_other(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        let sheet = [
            HEAD,
            // before what it lies in, and by the words of the list that leaves
            line(["示范东园", "32061501", "如东区", "2027年1月1日", "现行", ""]),
            line(["如东区", "320615", "南通市", "2027-01-01", "", "如东县 320623"]),
            line(["崇川区", "320613", "", "", "", ""]),
            line(["启东区", "320681", "320600", "", "", "—"]),
            line(["旧镇", "32069101", "320600", "1990-01-01", "2001-12-31", ""]),
            line(["某区", "320699", "没有市", "", "", ""]),
            line(["甲区", "320697", "320698", "", "", ""]),
            line(["乙区", "320698", "320697", "", "", ""]),
            line(["丙区", "320696", "", "", "", "320681"]),
            line(["丁区", "3206", "", "2027-02-30", "", ""]),
            line(["戊区", "320695", "", "2027-01-01", "2026-01-01", ""]),
            line(["己区", "320615", "", "", "", ""]),
        ];
        let sheet: Vec<&[&str]> = sheet.iter().map(|row| row.as_slice()).collect();
        let kept = keep::<Areas>(&city, "地区.xlsx", &book(&sheet)).await.unwrap();
        let (seen, before) = (look::<Areas>(&city, kept).await.unwrap(), count(&city).await);
        let name = Becomes::Differs(vec![SheetColumn::Name]);
        let expected =
            [(2, Becomes::New), (3, Becomes::New), (4, Becomes::Same), (5, name), (6, Becomes::New)];
        assert_eq!(told(&seen), expected);
        assert_eq!(
            faults(&seen),
            [
                (7, "projects.area_without_parent"),
                (8, "projects.area_without_parent"),
                (9, "projects.area_without_parent"),
                (10, "offices.area_first_day_missing"),
                (11, "offices.area_code_shape"),
                (11, "calendar.day_shape"),
                (12, "projects.area_ends_before_start"),
                (13, "offices.sheet_code_twice"),
            ]
        );
        assert_eq!((seen.taken, lines::<Areas>(&city, kept).await.unwrap().len()), (None, 13));
        let done = take::<Areas>(&city, kept).await.unwrap();
        assert_eq!((done.taken, count(&city).await), (Some(3), before + 3));
        assert_eq!(take::<Areas>(&city, kept).await.unwrap_err().code(), Some("sheets.taken"));
        let tree = areas::tree(city.db.reader()).await.unwrap();
        let day = |text: &str| Day::parse(text).unwrap();
        let meant = |code: &str, on: &str| tree.successors_on(code, day(on)).iter().map(|area| area.code.clone()).collect::<Vec<_>>();
        assert_eq!((meant("320623", "2026-12-31"), meant("320623", "2027-01-01")), (vec!["320623".to_owned()], vec!["320615".to_owned()]));
        assert!(tree.is_within("32061501", "320615", day("2027-06-01")));
        assert_eq!(tree.get("32069101").unwrap().valid_to, Some(day("2001-12-31")));
        assert_eq!(changes(&city, Subject::Area, "320615").await.unwrap()[0].reason, WHY);
        assert_eq!(tree.get("320681").unwrap().name, "启东市", "what is there stays as it is");
        // once
        let again = keep::<Areas>(&city, "地区.xlsx", &book(&sheet)).await.unwrap();
        assert_eq!(take::<Areas>(&city, again).await.unwrap().taken, Some(0));
    }

    async fn areas_of_a_sheet_go_again_while_nothing_was_built_on_them(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        let sheet = [
            HEAD,
            line(["东片区", "32061301", "320613", "2026-01-01", "", ""]),
            line(["东一街", "3206130101", "32061301", "2026-01-01", "", ""]),
            line(["西片区", "32061302", "320613", "2026-01-01", "", ""]),
            line(["南片区", "32061303", "320613", "2026-01-01", "", ""]),
            line(["北片区", "32061304", "320613", "2027-01-01", "", "320671"]),
        ];
        let sheet: Vec<&[&str]> = sheet.iter().map(|row| row.as_slice()).collect();
        let before = count(&city).await;
        let kept = keep::<Areas>(&city, "地区.xlsx", &book(&sheet)).await.unwrap();
        assert_eq!(undoing::<Areas>(&city, kept).await.unwrap(), None, "nothing was taken");
        take::<Areas>(&city, kept).await.unwrap();
        assert_eq!(undoing::<Areas>(&city, kept).await.unwrap(), Some(Leaving { go: 4, stay: 1 }));
        let office = NewOffice { name: "西片区劳动监察室".into(), kind: OfficeKind::HumanResources, area: "32061302".into(), industry: None };
        create(&city, &office).await.unwrap();
        areas::rename(&city, "32061303", "南一片区", WHY).await.unwrap();
        assert_eq!(undo::<Areas>(&city, kept, WRONG, 4).await.unwrap_err().code(), Some("sheets.undo_changed"));
        assert_eq!(count(&city).await, before + 5, "a refused undoing changes nothing");
        assert_eq!(undo::<Areas>(&city, kept, "错", 2).await.unwrap_err().code(), Some("sheets.reason_length"));
        assert_eq!(undo::<Areas>(&city, kept, WRONG, 2).await.unwrap(), Leaving { go: 2, stay: 3 });
        assert_eq!(count(&city).await, before + 3);
        assert!(look::<Areas>(&city, kept).await.unwrap().is_undone && taken::<Areas>(&city).await.unwrap().is_empty());
        assert_eq!(undo::<Areas>(&city, kept, WRONG, 0).await.unwrap_err().code(), Some("sheets.nothing_to_undo"));
        let told = changes(&city, Subject::Area, "32061301").await.unwrap();
        assert!(told.iter().any(|one| one.to.is_none() && one.reason == WRONG), "{told:?}");
    }

    async fn industries_of_a_sheet_come_behind_the_others_and_go_again(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        let head = ["名称*", "代码*", "停用日期", "依据*"];
        let sheet: [&[&str]; 9] = [
            &head,
            &["铁路", "railway", "", WHY],
            &["民航", "aviation", "使用中", WHY],
            &["电力", "power", "2020-01-01", WHY],
            &["水利", "water", "", WHY],
            &["水务", "water", "", WHY],
            &["交通", "traffic", "", WHY],
            &["通信", "Telecom", "2090-01-01", WHY],
            &["港口", "port", "", ""],
        ];
        let kept = keep::<Industries>(&city, "行业.xlsx", &book(&sheet)).await.unwrap();
        let seen = look::<Industries>(&city, kept).await.unwrap();
        let becomes: Vec<_> = seen.lines.iter().map(|line| (line.number, line.becomes)).collect();
        let (new, same) = (IndustryBecomes::New, IndustryBecomes::Same);
        assert_eq!(becomes, [(2, new), (3, new), (4, new), (5, same)]);
        assert_eq!(
            faults(&seen),
            [
                (6, "offices.sheet_code_twice"),
                (7, "offices.industry_taken"),
                (8, "offices.industry_code_shape"),
                (8, "offices.industry_ends_later"),
                (9, "offices.reason_length"),
            ]
        );
        assert_eq!(take::<Industries>(&city, kept).await.unwrap().taken, Some(3));
        let named = async || industries::list(&city).await.unwrap();
        let codes: Vec<_> = named().await.into_iter().map(|one| one.code).collect();
        assert_eq!(codes[codes.len() - 3..], ["railway", "aviation", "power"]);
        let ended = named().await.into_iter().find(|one| one.code == "power").unwrap();
        assert_eq!(ended.retired_at.map(|at| at.day()), Day::parse("2020-01-01"));
        assert_eq!(undoing::<Industries>(&city, kept).await.unwrap(), Some(Leaving { go: 3, stay: 0 }));
        let office = NewOffice { name: "崇川区铁路办".into(), kind: OfficeKind::Industry, area: "320613".into(), industry: Some("railway".into()) };
        create(&city, &office).await.unwrap();
        assert_eq!(undo::<Industries>(&city, kept, WRONG, 2).await.unwrap(), Leaving { go: 2, stay: 1 });
        assert_eq!(named().await.len(), crate::offices::INDUSTRIES.len() + 1);
    }

    async fn only_whoever_writes_the_map_down_brings_sheets_of_it(town: Town) {
        let (_bed, world) = town.apart();
        let file = book(&[&HEAD, &line(["东片区", "32061301", "320613", "", "", ""])]);
        for part in [Part::HumanResources, Part::OfficeAdministrator, Part::EnterpriseAdministrator, Part::Issuer] {
            let who = world.as_(part);
            assert!(matches!(keep::<Areas>(&who, "地区.xlsx", &file).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(taken::<Industries>(&who).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let system = world.as_(Part::SystemAdministrator);
        let kept = keep::<Areas>(&system, "地区.xlsx", &file).await.unwrap();
        assert_eq!(take::<Areas>(&system, kept).await.unwrap().taken, Some(1));
        // another's sheet is nobody's, and no sheet of another kind
        assert!(matches!(look::<Areas>(&world.as_(Part::City), kept).await, Err(Fault::NotFound)));
        assert!(matches!(look::<Industries>(&system, kept).await, Err(Fault::NotFound)));
        assert!(matches!(keep::<Areas>(&world.anonymous(), "地区.xlsx", &file).await, Err(Fault::Anonymous)));
        let bare = keep::<Areas>(&system, "地区.xlsx", &book(&[&["名称", "代码"]])).await;
        assert_eq!(bare.unwrap_err().code(), Some("sheets.column_missing"));
        let new = NewArea { code: "32061301".into(), name: "东片区".into(), parent: None, valid_from: None, replaces: Vec::new() };
        assert_eq!(areas::add(&system, &new, WHY).await.unwrap_err().code(), Some("projects.area_twice"));
    }
}
