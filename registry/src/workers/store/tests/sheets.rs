use super::scene::logged;
use super::*;
use crate::entity::worker_sheets;
use crate::workers::Stay;
use crate::workers::store::rows::SHEET;
use sea_orm::IntoActiveModel;
use uuid::Uuid;

const TITLES: [&str; 13] = [
    "姓名",
    "证件号码",
    "民族",
    "住址",
    "签发机关",
    "用工单位",
    "班组",
    "工种",
    "是否班组长",
    "进场日期",
    "工资卡卡号",
    "工资卡银行",
    "工资卡开户行名称",
];

fn line(who: &scene::Somebody, changes: &[(usize, &str)]) -> Vec<String> {
    let mut cells: Vec<String> = [
        who.name.as_str(),
        who.number.as_str(),
        "汉族",
        "江苏省南通市某街道1号",
        "某公安局",
        "如东示例建筑劳务有限公司",
        "钢筋一班",
        "钢筋工",
        "否",
        "2026-11-10",
        "",
        "",
        "",
    ]
    .iter()
    .map(|cell| (*cell).to_owned())
    .collect();
    for (at, text) in changes {
        cells[*at] = (*text).to_owned();
    }
    cells
}

fn titles() -> Vec<String> {
    TITLES.iter().map(|title| (*title).to_owned()).collect()
}

crate::on_both! {
    async fn a_sheet_is_looked_through_and_then_taken(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let people = [somebody(101, "陆建明"), somebody(103, "陈二"), somebody(105, "张三"), somebody(107, "李四"), somebody(109, "赵六")];
        scene.worker(&people[2], Some("2026-11-10")).await;
        let lines = vec![
            titles(),
            line(&people[0], &[(10, "6222020000000000000"), (11, "工商"), (12, "某银行南通分行")]),
            line(&people[1], &[(6, "木工九班")]),
            line(&people[2], &[]),
            line(&people[3], &[(9, "2026/11/10"), (8, "也许")]),
            vec![String::new(); 3],
            line(&people[0], &[]),
            line(&people[4], &[(1, "320691198805010000")]),
        ];
        let look = look(&scene.officer, scene.project, &lines).await.unwrap();
        assert_eq!(look.sound.iter().map(|sound| (sound.number, sound.is_known)).collect::<Vec<_>>(), [(2, false)]);
        let faults: Vec<_> = look.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
        assert_eq!(faults, [
            (3, "workers.sheet_team_unknown"),
            (4, "workers.registered_already"),
            (5, "workers.sheet_yes_or_no"),
            (5, "calendar.day_shape"),
            (7, "workers.sheet_person_twice"),
            (8, "people.id_number_check"),
            (8, "workers.sex_missing"),
            (8, "workers.birth_day_missing"),
        ]);
        assert!(matches!(search(&scene.officer, &WorkerFilter { query: "陆建明".into(), ..WorkerFilter::default() }, 0).await.unwrap().total, Total::Exactly(0)));
        let batch = Uuid::from_u128(77);
        let taken = take(&scene.officer, scene.project, &lines, batch).await.unwrap();
        assert_eq!(taken.registered, 1);
        let again: Vec<_> = taken.faults.iter().map(|fault| fault.number).collect();
        assert_eq!(again, [3, 4, 5, 5, 7, 8, 8, 8]);
        let found = search(&scene.officer, &WorkerFilter { query: "陆建明".into(), ..WorkerFilter::default() }, 0).await.unwrap();
        assert_eq!(cards(&scene.officer, found.workers[0].registration).await.unwrap().len(), 1);
        let twice = take(&scene.officer, scene.project, &lines, batch).await.unwrap();
        assert_eq!(twice.registered, 0);
        assert_eq!(logged(&bed.ctx, "project").await["import_workers"], 2);
    }

    async fn skills_come_in_and_go_out_in_their_columns(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (one, two) = (somebody(101, "陆建明"), somebody(103, "陈二"));
        let with = |cells: Vec<String>, more: &str| cells.into_iter().chain([more.to_owned()]).collect::<Vec<_>>();
        let lines = vec![
            with(titles(), "技能等级"),
            with(line(&one, &[]), "钢筋工，三级，Y001；焊工"),
            with(line(&two, &[]), "钢筋工，三级，Y001，2026"),
        ];
        let taken = take(&scene.officer, scene.project, &lines, Uuid::from_u128(77)).await.unwrap();
        let faults: Vec<_> = taken.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
        assert_eq!((taken.registered, faults), (1, vec![(3, "workers.qualification_parts")]));
        let sheet = export(&scene.officer, scene.project, &RosterFilter::default()).await.unwrap();
        let column = sheet[0].iter().position(|title| title == "技能等级").unwrap();
        assert_eq!(sheet[1][column], "钢筋工，三级，Y001；焊工");
    }

    async fn a_line_that_the_records_stop_leaves_nothing_behind(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (one, two) = (somebody(101, "陆建明"), somebody(103, "陈二"));
        let lines = vec![titles(), line(&one, &[(8, "是")]), line(&two, &[(8, "是")])];
        let taken = take(&scene.officer, scene.project, &lines, Uuid::from_u128(77)).await.unwrap();
        assert_eq!((taken.registered, taken.faults[0].reason.code), (1, "workers.team_has_two_leaders"));
        use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
        let left = crate::entity::people::Entity::find().filter(crate::entity::people::Column::Name.eq("陈二"));
        assert_eq!(left.count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn an_import_is_undone_with_its_consequences_shown_first(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (one, two) = (somebody(101, "陆建明"), somebody(103, "陈二"));
        let there = scene.worker(&two, Some("2026-11-10")).await;
        let batch = Uuid::from_u128(77);
        let lines = vec![titles(), line(&one, &[(10, "6222020000000000000"), (11, "102"), (12, "某银行")])];
        take(&scene.officer, scene.project, &lines, batch).await.unwrap();
        leave(&scene.officer, there.registration, day("2026-11-15"), Origin::Batch(batch)).await.unwrap();
        let person = search(&scene.officer, &WorkerFilter { query: "陆建明".into(), ..WorkerFilter::default() }, 0).await.unwrap().workers[0].person;
        scene.sign(person, "2026-11-09").await;
        let shown = consequences(&scene.officer, scene.project, batch).await.unwrap();
        assert_eq!(shown, Consequences { registrations: 1, exits: 1, cards: 1, resting: 1, ..Consequences::default() });
        assert!(matches!(undo(&scene.as_(Part::HumanResources), scene.project, batch, "整批录入有误").await, Err(Fault::Forbidden)));
        assert_eq!(undo(&scene.officer, scene.project, batch, "整批录入有误").await.unwrap(), shown);
        assert_eq!(head_count(&scene.officer, scene.project, day("2026-11-20")).await.unwrap().total, 1);
        let stays: Vec<Stay> = worker(&scene.officer, there.registration).await.unwrap().registration.registration.stays.iter().collect();
        assert_eq!(stays, [Stay { entered: day("2026-11-10"), left: None }]);
        let again = undo(&scene.officer, scene.project, batch, "整批录入有误").await.unwrap_err();
        assert_eq!(again.code(), Some("workers.batch_undone_already"));
        assert_eq!(take(&scene.officer, scene.project, &lines, Uuid::from_u128(78)).await.unwrap().registered, 1);
    }

    async fn what_goes_out_is_masked_and_what_one_may_see(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        scene.worker(&who, Some("2026-11-10")).await;
        let manager = somebody(103, "陆经理");
        register(&scene.officer, scene.project, &scene.manager(&manager, scene.general), Origin::ByHand).await.unwrap();
        let sheet = export(&scene.officer, scene.project, &RosterFilter::default()).await.unwrap();
        assert_eq!((sheet.len(), sheet[0][0].as_str()), (3, "姓名"));
        let names: std::collections::BTreeSet<&str> = sheet[1..].iter().map(|line| line[0].as_str()).collect();
        assert_eq!(names, ["陆建明", "陆经理"].into());
        assert!(sheet.iter().flatten().all(|cell| !cell.contains(&who.number) && !cell.contains("13800000000")));
        let own = export(&scene.as_(Part::OtherEnterpriseAdministrator), scene.project, &RosterFilter::default()).await.unwrap();
        assert_eq!(own.len(), 2);
        assert!(matches!(export(&scene.as_(Part::OtherHumanResources), scene.project, &RosterFilter::default()).await, Err(Fault::NotFound)));
        let stray = vec![vec!["姓名".to_owned()]];
        let refused = look(&scene.officer, scene.project, &stray).await.unwrap_err();
        assert_eq!(refused.code(), Some("sheets.column_missing"));
        assert!(matches!(look(&scene.as_(Part::CandidateNew), scene.project, &[titles()]).await, Err(Fault::NotFound)));
    }

    async fn only_whoever_brought_a_sheet_has_it_back(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let ctx = &bed.ctx;
        let row = worker_sheets::Model {
            id: ctx.new_id(),
            project_id: scene.project,
            file_name: "工人.xlsx".into(),
            content_sealed: Some(ctx.vault.seal(ctx.random.as_ref(), SHEET, b"PK").unwrap()),
            brought_by: Some(scene.officer.signed_in().unwrap().account),
            brought_at: ctx.now().0,
            taken_at: None,
            registered: None,
        };
        let sheet = row.id;
        worker_sheets::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
        // its bringer gets as far as reading it
        let unreadable = rows_of_sheet(&scene.officer, scene.project, sheet).await.unwrap_err();
        assert_eq!(unreadable.code(), Some("workers.sheet_unreadable"));
        let other = scene::officer_of(&scene.world, Part::CandidateHeld, scene.project);
        assert!(matches!(rows_of_sheet(&other, scene.project, sheet).await, Err(Fault::Forbidden)));
        let told = async |ctx: &Ctx| sheets(ctx, scene.project).await.unwrap()[0].is_own;
        assert!(told(&scene.officer).await && !told(&other).await);
    }
}
