use sea_orm::EntityTrait;

use super::*;
use crate::Fault;
use crate::projects::importing::{Becomes, ImportLine, Projects};
use crate::sheets::{Import, Leaving, bringing};
use crate::testing::book;

/// Of the enterprise that builds in 崇川.
const CONTRACTOR: &str = "91320613MA00TE5T2Q";
const OTHER_CONTRACTOR: &str = "91320600MA0000007P";
const HEAD: [&str; 9] = [
    "项目名称*",
    "所在地区*",
    "行业*",
    "总承包单位统一社会信用代码*",
    "项目状态*",
    "状态起始日期*",
    "全国平台项目编码",
    "建设规模",
    "计划竣工日期",
];
const REASON: &str = "导入了错误的表格";

fn line(name: &'static str, area: &'static str, contractor: &'static str, code: &'static str) -> [&'static str; 9] {
    [name, area, "房屋建筑", contractor, "在建", "2026-03-02", code, "中型", "2027-12-31"]
}

fn told(import: &Import<ImportLine>) -> Vec<(usize, Becomes)> {
    import.lines.iter().map(|line| (line.number, line.becomes)).collect()
}

fn faults(import: &Import<ImportLine>) -> Vec<(usize, &'static str)> {
    import.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect()
}

async fn all(ctx: &Ctx) -> u64 {
    count(ctx, &Filter::default()).await.unwrap()
}

crate::on_both! {
    async fn a_sheet_of_projects_is_looked_through_and_then_registered(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let mut shapeless = line("崇川某医院", "崇川区", CONTRACTOR, "");
        (shapeless[4], shapeless[5]) = ("快了", "三月");
        let file = book(&[
            &HEAD,
            &line("崇川某学校", "崇川区", CONTRACTOR, "3206130001"),
            &line("崇川某厂房", "320602", OTHER_CONTRACTOR, ""),
            &line("如东某厂房", "如东县", OTHER_CONTRACTOR, ""),
            &line("崇川某学校", "崇川区", CONTRACTOR, "3206130002"),
            &line("崇川某桥", "崇川区", CONTRACTOR, "3206130001"),
            &line("崇川某路", "崇川区", "91320600MA0000001X", ""),
            &shapeless,
            &line("无处", "没有区", CONTRACTOR, ""),
        ]);
        let before = all(&office).await;
        let sheet = bringing::keep::<Projects>(&office, "项目.xlsx", &file).await.unwrap();
        let seen = bringing::look::<Projects>(&office, sheet).await.unwrap();
        assert_eq!(told(&seen), [(2, Becomes::New), (3, Becomes::New)], "{:?}", seen.faults);
        let wrong = faults(&seen);
        for (number, code) in [
            (4, "projects.sheet_of_others"),
            (5, "projects.sheet_twice"),
            (6, "projects.sheet_code_twice"),
            (8, "projects.status_choose"),
            (8, "calendar.day_shape"),
            (9, "offices.area_unknown"),
        ] {
            assert!(wrong.contains(&(number, code)), "{number} {code} in {wrong:?}");
        }
        assert!(wrong.iter().any(|(number, _)| *number == 7), "an enterprise that nobody knows");
        assert_eq!((seen.taken, all(&office).await), (None, before), "nothing was taken");
        assert_eq!(bringing::rows::<Projects>(&office, sheet).await.unwrap().len(), 9);
        let came = bringing::take::<Projects>(&office, sheet).await.unwrap();
        assert_eq!((came.taken, all(&office).await), (Some(2), before + 2));
        assert_eq!(bringing::take::<Projects>(&office, sheet).await.unwrap_err().code(), Some("sheets.taken"));
        let school = find_by_code(&world.ctx, "national", "3206130001").await.unwrap().unwrap();
        let seen = page(&office, school).await.unwrap();
        assert_eq!((seen.project.accepted_at, seen.status), (None, Some(Status::Building)));
        assert_eq!((seen.project.details.area.as_str(), seen.parties[0].party.enterprise), ("320613", world.enterprise));
        // separation of duty 7: whoever brought it does not accept it
        assert_eq!(accept(&office, school, 0).await.unwrap_err().code(), Some("projects.own_registration"));
        accept(&world.as_(Part::Industry), school, 0).await.unwrap();
        // once: the name of its contractor and the code are known
        let again = bringing::keep::<Projects>(&office, "项目.xlsx", &file).await.unwrap();
        assert_eq!(told(&bringing::take::<Projects>(&office, again).await.unwrap()), [(2, Becomes::There), (3, Becomes::There)]);
        assert_eq!(all(&office).await, before + 2);
    }

    async fn an_enterprise_brings_its_own_projects_alone(town: Town) {
        let (_bed, world) = town.apart();
        let own = world.as_(Part::EnterpriseAdministrator);
        let lines = [line("如东某学校", "如东县", CONTRACTOR, ""), line("如东某厂房", "如东县", OTHER_CONTRACTOR, "")];
        let sheet = bringing::keep::<Projects>(&own, "项目.xlsx", &book(&[&HEAD, &lines[0], &lines[1]])).await.unwrap();
        let import = bringing::take::<Projects>(&own, sheet).await.unwrap();
        assert_eq!((told(&import), import.taken), (vec![(2, Becomes::New)], Some(1)));
        assert_eq!(faults(&import), [(3, "projects.sheet_of_others")]);
        for part in [Part::HumanResources, Part::OtherEnterpriseAdministrator] {
            let who = world.as_(part);
            assert!(matches!(bringing::look::<Projects>(&who, sheet).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(bringing::undo::<Projects>(&who, sheet, REASON, 1).await, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::Bystander, Part::Issuer] {
            let outcome = bringing::keep::<Projects>(&world.as_(part), "项目.xlsx", &book(&[&HEAD])).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}: {outcome:?}");
        }
        assert_eq!(bringing::keep::<Projects>(&own, "项目.xlsx", b"PK").await.unwrap_err().code(), Some("sheets.unreadable"));
        let bare = bringing::keep::<Projects>(&own, "项目.xlsx", &book(&[&["项目名称"]])).await;
        assert_eq!(bare.unwrap_err().code(), Some("sheets.column_missing"));
    }

    async fn projects_of_a_sheet_go_again_while_nobody_touched_them(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let names = ["崇川甲小区", "崇川乙小区", "崇川丙小区"];
        let lines = names.map(|name| line(name, "崇川区", CONTRACTOR, ""));
        let before = all(&office).await;
        let sheet = bringing::keep::<Projects>(&office, "项目.xlsx", &book(&[&HEAD, &lines[0], &lines[1], &lines[2]])).await.unwrap();
        assert_eq!(bringing::undoing::<Projects>(&office, sheet).await.unwrap(), None, "nothing was taken");
        bringing::take::<Projects>(&office, sheet).await.unwrap();
        assert_eq!(bringing::taken::<Projects>(&office).await.unwrap().iter().map(|one| one.sheet).collect::<Vec<_>>(), [sheet]);
        assert_eq!(bringing::undoing::<Projects>(&office, sheet).await.unwrap(), Some(Leaving { go: 3, stay: 0 }));
        let brought = projects::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        let id_of = |name: &str| brought.iter().find(|row| row.name == name).unwrap().id;
        accept(&world.as_(Part::Industry), id_of(names[0]), 0).await.unwrap();
        // whatever is written on it keeps it
        add_code(&world.as_(Part::EnterpriseAdministrator), id_of(names[1]), "national", "77", None).await.unwrap();
        let stale = bringing::undo::<Projects>(&office, sheet, REASON, 3).await;
        assert_eq!(stale.unwrap_err().code(), Some("sheets.undo_changed"));
        assert_eq!(all(&office).await, before + 3, "a refused undoing changes nothing");
        assert_eq!(bringing::undo::<Projects>(&office, sheet, "错", 1).await.unwrap_err().code(), Some("sheets.reason_length"));
        assert_eq!(bringing::undo::<Projects>(&office, sheet, REASON, 1).await.unwrap(), Leaving { go: 1, stay: 2 });
        assert_eq!((all(&office).await, bringing::look::<Projects>(&office, sheet).await.unwrap().is_undone), (before + 2, true));
        assert_eq!(bringing::undo::<Projects>(&office, sheet, REASON, 0).await.unwrap_err().code(), Some("sheets.nothing_to_undo"));
    }
}
