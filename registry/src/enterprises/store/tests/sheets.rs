use super::*;
use crate::enterprises::Column;
use crate::enterprises::importing::{Becomes, Enterprises, ImportLine};
use crate::sheets::{Import, Leaving, bringing};
use crate::testing::book;

const HEAD: [&str; 5] = ["企业名称", "统一社会信用代码", "所属地区", "企业类别", "联系电话"];

fn brought() -> Vec<u8> {
    book(&[
        &HEAD,
        &["崇川示例劳务有限公司", CODE, "崇川区", "施工劳务、建设单位", "0513-85123456"],
        &["南通崇川示例建设有限公司", "91320613MA00TE5T2Q", "320602", "", ""],
        &["如东示例建筑劳务有限公司", "91320600MA0000007P", "如东县", "", ""],
        &["某某公司", "91320600MA00000070", "崇川区", "", ""],
        &["某某合作社", "N2320623MA0000007H", "没有区", "", ""],
    ])
}

async fn import(ctx: &Ctx, file: &[u8]) -> Result<Import<ImportLine>, Fault> {
    bringing::take::<Enterprises>(ctx, bringing::keep::<Enterprises>(ctx, "企业.xlsx", file).await?).await
}

fn told(import: &Import<ImportLine>) -> Vec<(usize, Becomes)> {
    import.lines.iter().map(|line| (line.number, line.becomes.clone())).collect()
}

crate::on_both! {
    async fn a_sheet_is_looked_through_and_then_taken(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let sheet = bringing::keep::<Enterprises>(&office, "企业.xlsx", &brought()).await.unwrap();
        let seen = bringing::look::<Enterprises>(&office, sheet).await.unwrap();
        assert_eq!(told(&seen), [(2, Becomes::New), (3, Becomes::Same)]);
        let faults: Vec<_> = seen.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
        let expected = [(4, "enterprises.area_of_others"), (5, "enterprises.credit_code_meant"), (6, "offices.area_unknown")];
        assert_eq!(faults, expected);
        assert_eq!((seen.taken, list(&office, Which::All, 0).await.unwrap().1), (None, 1), "nothing was taken");
        let taken = bringing::take::<Enterprises>(&office, sheet).await.unwrap();
        assert_eq!((told(&taken), taken.taken), (told(&seen), Some(1)));
        assert_eq!(bringing::take::<Enterprises>(&office, sheet).await.unwrap_err().code(), Some("sheets.taken"));
        assert_eq!(bringing::look::<Enterprises>(&office, sheet).await.unwrap().taken, Some(1));
        let (rows, total) = list(&office, Which::NotAccepted, 0).await.unwrap();
        assert_eq!((total, rows[0].credit_code.as_str(), rows[0].area.as_str()), (1, CODE, "320613"));
        assert_eq!(rows[0].kinds, [EnterpriseKind::Labour, EnterpriseKind::Owner]);
        let view = detail(&office, rows[0].id).await.unwrap();
        assert_eq!((view.phone.as_deref(), view.administrators.len()), (Some("0513-85123456"), 0));
        let row = enterprises::Entity::find_by_id(rows[0].id).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!(row.batch_id, Some(sheet));
        // once
        assert_eq!(told(&import(&office, &brought()).await.unwrap()), [(2, Becomes::Same), (3, Becomes::Same)]);
        assert_eq!(list(&office, Which::All, 0).await.unwrap().1, 2);
        // separation of duty 7: whoever brought it does not accept it
        assert_eq!(accept(&office, rows[0].id, 0).await.unwrap_err().code(), Some("enterprises.own_registration"));
        accept(&world.as_(Part::Industry), rows[0].id, 0).await.unwrap();
    }

    async fn a_sheet_that_was_taken_is_taken_back_once(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let file = book(&[
            &HEAD,
            &["崇川示例劳务有限公司", CODE, "崇川区", "施工劳务", "0513-85123456"],
            &["某某合作社", "N2320623MA0000007H", "崇川区", "", ""],
        ]);
        let sheet = bringing::keep::<Enterprises>(&office, "企业.xlsx", &file).await.unwrap();
        assert_eq!(bringing::undoing::<Enterprises>(&office, sheet).await.unwrap(), None, "nothing was taken");
        let early = bringing::undo::<Enterprises>(&office, sheet, "导入了错误的表格", 0).await;
        assert_eq!(early.unwrap_err().code(), Some("sheets.nothing_to_undo"));
        bringing::take::<Enterprises>(&office, sheet).await.unwrap();
        assert_eq!(bringing::undoing::<Enterprises>(&office, sheet).await.unwrap(), Some(Leaving { go: 2, stay: 0 }));
        let (rows, _) = list(&office, Which::NotAccepted, 0).await.unwrap();
        let accepted = rows.iter().find(|row| row.credit_code == CODE).unwrap().id;
        accept(&world.as_(Part::Industry), accepted, 0).await.unwrap();
        let stale = bringing::undo::<Enterprises>(&office, sheet, "导入了错误的表格", 2).await;
        assert_eq!(stale.unwrap_err().code(), Some("sheets.undo_changed"));
        assert_eq!(list(&office, Which::All, 0).await.unwrap().1, 3, "a refused undoing changes nothing");
        // another sheet does not take its place
        bringing::keep::<Enterprises>(&office, "企业二.xlsx", &file).await.unwrap();
        assert_eq!(bringing::taken::<Enterprises>(&office).await.unwrap().iter().map(|one| one.sheet).collect::<Vec<_>>(), [sheet]);
        let short = bringing::undo::<Enterprises>(&office, sheet, "错", 1).await;
        assert_eq!(short.unwrap_err().code(), Some("sheets.reason_length"));
        for part in [Part::Industry, Part::OtherHumanResources] {
            let others = bringing::undo::<Enterprises>(&world.as_(part), sheet, "导入了错误的表格", 1).await;
            assert!(matches!(others, Err(Fault::NotFound)), "{part:?}");
        }
        assert_eq!(bringing::undo::<Enterprises>(&office, sheet, "导入了错误的表格", 1).await.unwrap(), Leaving { go: 1, stay: 1 });
        assert_eq!(list(&office, Which::All, 0).await.unwrap().1, 2);
        assert!(bringing::look::<Enterprises>(&office, sheet).await.unwrap().is_undone && bringing::taken::<Enterprises>(&office).await.unwrap().is_empty());
        let twice = bringing::undo::<Enterprises>(&office, sheet, "导入了错误的表格", 0).await;
        assert_eq!(twice.unwrap_err().code(), Some("sheets.nothing_to_undo"));
    }

    async fn what_stands_is_left_as_it_is_and_told(town: Town) {
        let (_bed, world) = town.apart();
        let file = book(&[
            &HEAD,
            &["南通崇川示例集团", "91320613MA00TE5T2Q", "崇川区", "施工总承包", ""],
            &["如东示例建筑劳务有限公司", "91320600MA0000007P", "崇川区", "", ""],
        ]);
        let taken = import(&world.as_(Part::HumanResources), &file).await.unwrap();
        let differs = Becomes::Differs(vec![Column::Name, Column::Kinds]);
        assert_eq!(told(&taken), [(2, differs), (3, Becomes::Elsewhere)]);
        let view = get(&world.as_(Part::City), world.enterprise).await.unwrap();
        assert_eq!((view.name.as_str(), view.kinds), ("南通崇川示例建设有限公司", Vec::new()));
    }

    async fn a_file_that_is_no_sheet_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        assert_eq!(bringing::keep::<Enterprises>(&office, "企业.xlsx", b"").await.unwrap_err().code(), Some("sheets.missing"));
        assert_eq!(bringing::keep::<Enterprises>(&office, "企业.xlsx", b"PK").await.unwrap_err().code(), Some("sheets.unreadable"));
        let lacking = book(&[&HEAD[..2]]);
        assert_eq!(import(&office, &lacking).await.unwrap_err().code(), Some("sheets.column_missing"));
    }

    async fn sheets_are_for_offices(town: Town) {
        let (bed, world) = town.apart();
        for part in [Part::EnterpriseAdministrator, Part::City, Part::Issuer, Part::Bystander, Part::SystemAdministrator] {
            assert!(matches!(import(&world.as_(part), &brought()).await, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in [Part::EnterpriseAdministrator, Part::Bystander] {
            let outcome = export(&world.as_(part), &EnterpriseFilter::default()).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(import(&world.anonymous(), &brought()).await, Err(Fault::Anonymous)));
        // and each for whoever brought it: there are telephone numbers in it, which nobody finds in clear
        let office = world.as_(Part::HumanResources);
        let sheet = bringing::keep::<Enterprises>(&office, "企业.xlsx", &brought()).await.unwrap();
        assert_eq!(bringing::rows::<Enterprises>(&office, sheet).await.unwrap().len(), 6);
        for part in [Part::Industry, Part::OtherHumanResources] {
            assert!(matches!(bringing::look::<Enterprises>(&world.as_(part), sheet).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(bringing::take::<Enterprises>(&world.as_(part), sheet).await, Err(Fault::NotFound)), "{part:?}");
        }
        let stored = crate::entity::record_sheets::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_ne!(stored.content_sealed.get(..2), Some(b"PK".as_slice()));
        // the next one takes its place
        bringing::keep::<Enterprises>(&office, "企业.xlsx", &brought()).await.unwrap();
        assert!(matches!(bringing::look::<Enterprises>(&office, sheet).await, Err(Fault::NotFound)));
    }

    async fn what_left_in_a_sheet_comes_back_the_same(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        import(&office, &brought()).await.unwrap();
        let sheet = export(&office, &EnterpriseFilter::default()).await.unwrap();
        assert_eq!(sheet.rows.len(), 2);
        assert!(sheet.rows.iter().any(|row| row.contains(&"施工劳务、建设单位".to_owned()) && row.contains(&"崇川区".to_owned())));
        let all: Vec<Vec<&str>> = [&sheet.columns].into_iter().chain(&sheet.rows).map(|row| row.iter().map(String::as_str).collect()).collect();
        let file = book(&all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(told(&import(&office, &file).await.unwrap()), [(2, Becomes::Same), (3, Becomes::Same)]);
        assert_eq!(export(&world.as_(Part::City), &EnterpriseFilter::default()).await.unwrap().rows.len(), 3);
    }
}
