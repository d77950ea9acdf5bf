//! How old papers come onto the register, whom their codes lead to, and how they leave it again.

use super::super::old::importing::{Becomes, Came, Import, as_it_came, keep, look, take, taken};
use super::super::old::list::{OldFilter, State, export, list};
use super::super::old::resolving::{OldKnown, own, resolve, search};
use super::super::old::undoing::{Leaving, undo, undoing};
use super::super::old::{Column, OldCode};
use crate::certificates::Status;
use crate::fixtures::{Part, World, id_number};
use crate::instant::DAY_MS;
use crate::testing::book;
use crate::{Ctx, Day, Fault};

const HEAD: [&str; 7] = ["证书编号", "姓名", "身份证号码", "发证日期", "发证机关", "二维码内容", "注销日期"];
const ISSUER: &str = "南通市建筑工程管理处";
const REASON: &str = "导入了错误的表格";

/// One of the project's officer, who has an electronic certificate; one of somebody nobody knows; one that was revoked.
fn brought() -> Vec<u8> {
    let officer = Part::ProjectOfficer.member();
    book(&[
        &HEAD,
        &["T-001", officer.name, &officer.id_number(), "2021-05-01", ISSUER, "http://139.196.195.217:8084/c?id=1", ""],
        &["T-002", "欧阳小明", &id_number("320691", "19850101", 7), "2021-05-02", ISSUER, "http://a/c?id=2", ""],
        &["T-003", "赵亮", &id_number("320691", "19850101", 9), "2021-05-03", ISSUER, "旧码3", "2024-03-01"],
        &["T-004", "钱进", "1", "2021-05-04", ISSUER, "http://a/c?id=4", ""],
    ])
}

async fn import(ctx: &Ctx, file: &[u8]) -> Import {
    take(ctx, keep(ctx, "旧证.xlsx", file).await.unwrap()).await.unwrap()
}

fn told(import: &Import) -> Vec<(usize, Becomes)> {
    import.lines.iter().map(|line| (line.number, line.becomes.clone())).collect()
}

async fn scanned(world: &World, rest: &str) -> Option<OldKnown> {
    resolve(&world.anonymous(), OldCode::asked(rest).as_ref()).await.unwrap()
}

async fn numbers(ctx: &Ctx, filter: &OldFilter) -> Vec<String> {
    let (lines, total) = list(ctx, filter, 0).await.unwrap();
    assert_eq!(usize::try_from(total).unwrap(), lines.len());
    lines.into_iter().map(|line| line.number).collect()
}

crate::on_both! {
    async fn a_sheet_is_looked_through_and_taken_once(town: Town) {
        let (_bed, world) = town.apart();
        let issuer = world.as_(Part::Issuer);
        let sheet = keep(&issuer, "旧证.xlsx", &brought()).await.unwrap();
        let seen = look(&issuer, sheet).await.unwrap();
        assert_eq!(told(&seen), [(2, Becomes::New), (3, Becomes::New), (4, Becomes::New)]);
        let faults: Vec<_> = seen.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
        assert_eq!(faults, [(5, "people.id_number_shape")]);
        assert_eq!(seen.taken, None);
        assert!(numbers(&issuer, &OldFilter::default()).await.is_empty(), "a look takes nothing");
        assert_eq!(take(&issuer, sheet).await.unwrap().taken, Some(Came { new: 3, revoked: 0 }));
        assert_eq!(take(&issuer, sheet).await.err().unwrap().code(), Some("certificates.sheet_taken"));
        assert_eq!(numbers(&issuer, &OldFilter::default()).await, ["T-003", "T-002", "T-001"]);
        // once
        let again = import(&issuer, &brought()).await;
        assert_eq!((again.taken, told(&again)[0].1.clone()), (Some(Came::default()), Becomes::Same));
    }

    async fn whoever_counts_codes_through_from_one_address_has_to_wait(town: Town) {
        let (_bed, world) = town.apart();
        import(&world.as_(Part::Issuer), &brought()).await;
        let from = |address: &str| world.anonymous().coming_from(Some(address.parse().unwrap()));
        let (one, other) = (from("203.0.113.9"), from("203.0.113.10"));
        let mut refused = None;
        for id in 100..200 {
            if let Err(fault) = resolve(&one, OldCode::asked(&format!("c?id={id}")).as_ref()).await {
                refused = fault.code();
                break;
            }
        }
        assert_eq!(refused, Some("accounts.address_waits"));
        assert!(resolve(&one, OldCode::asked("c?id=2").as_ref()).await.is_err(), "a known one, too");
        assert!(resolve(&other, OldCode::asked("c?id=2").as_ref()).await.unwrap().is_some());
    }

    async fn what_stands_is_left_as_it_is_and_told(town: Town) {
        let (_bed, world) = town.apart();
        let issuer = world.as_(Part::Issuer);
        import(&issuer, &brought()).await;
        let number = id_number("320691", "19850101", 7);
        let changed = book(&[
            &HEAD,
            &["t 002", "欧阳大明", &number, "2021-05-02", ISSUER, "http://b/c?id=2", "2025-01-01"],
            &["T-009", "欧阳小明", &number, "2021-05-02", ISSUER, "http://b/c?id=1", ""],
        ]);
        let seen = import(&issuer, &changed).await;
        assert_eq!(told(&seen), [(2, Becomes::Differs(vec![Column::Holder, Column::Revoked]))]);
        assert_eq!(seen.faults[0].reason.code, "certificates.old_code_of_another");
        let known = scanned(&world, "c?id=2").await.unwrap();
        assert_eq!((known.masked_name.as_str(), known.revoked), ("欧阳**", None));
    }

    async fn a_code_leads_to_how_its_holder_stands_now(town: Town) {
        let (_bed, world) = town.apart();
        import(&world.as_(Part::Issuer), &brought()).await;
        let electronic = scanned(&world, "c?id=1").await.unwrap().electronic.unwrap();
        assert_eq!(electronic.status, Status::Valid);
        let plain = scanned(&world, "c?id=2").await.unwrap();
        assert_eq!((plain.number.as_str(), plain.issuer.as_str(), plain.electronic), ("T-002", ISSUER, None));
        assert_eq!(plain.address.as_deref(), Some("/old/c?id=2"));
        assert!(!format!("{:?}", scanned(&world, "c?id=2").await).contains("小明"));
        let revoked = scanned(&world, "%E6%97%A7%E7%A0%813").await.unwrap();
        assert_eq!(revoked.revoked, Day::from_ymd(2024, 3, 1));
        for unknown in ["c?id=4", "c?id=", "", "T-001", "' OR 1=1 --"] {
            assert_eq!(scanned(&world, unknown).await, None, "{unknown}");
        }
    }

    async fn number_and_name_must_both_match(town: Town) {
        let (_bed, world) = town.apart();
        import(&world.as_(Part::Issuer), &brought()).await;
        let asked = async |number: &str, name: &str| {
            search(&world.anonymous(), number, name).await.unwrap().map(|known| known.number)
        };
        assert_eq!(asked("ｔ—００２", "欧阳 小明").await.as_deref(), Some("T-002"));
        for (number, name) in [("T-002", "赵亮"), ("T-004", "钱进"), ("", ""), ("%", "欧阳小明"), ("T-002", "")] {
            assert_eq!(asked(number, name).await, None, "{number} {name}");
        }
    }

    async fn the_holder_sees_the_own_paper_once_the_identity_is_confirmed(town: Town) {
        let (_bed, world) = town.apart();
        let held = Part::CandidateHeld.member();
        let paper = book(&[&HEAD, &["T-005", held.name, &held.id_number(), "2021-05-01", ISSUER, "http://a/c?id=5", ""]]);
        import(&world.as_(Part::Issuer), &brought()).await;
        import(&world.as_(Part::Issuer), &paper).await;
        let of = async |part| own(&world.as_(part)).await.unwrap().into_iter().map(|known| known.number).collect::<Vec<_>>();
        assert_eq!(of(Part::ProjectOfficer).await, ["T-001"]);
        assert!(of(Part::CandidateHeld).await.is_empty(), "a number alone can be claimed");
        assert!(of(Part::Bystander).await.is_empty());
        assert!(matches!(own(&world.anonymous()).await, Err(Fault::Anonymous)));
    }

    async fn a_sheet_is_taken_back_with_its_consequences_shown_first(town: Town) {
        let (_bed, world) = town.apart();
        let (issuer, second) = (world.as_(Part::Issuer), world.as_(Part::SecondIssuer));
        let sheet = keep(&issuer, "旧证.xlsx", &brought()).await.unwrap();
        assert_eq!(undoing(&issuer, sheet).await.unwrap(), None, "nothing was taken");
        assert!(matches!(look(&second, sheet).await, Err(Fault::NotFound)));
        let early = undo(&issuer, sheet, REASON, 0).await;
        assert_eq!(early.unwrap_err().code(), Some("certificates.nothing_to_undo"));
        take(&issuer, sheet).await.unwrap();
        let leaving = Leaving { go: 3, with_electronic: 1, restored: 0 };
        // whoever brought it may be gone by then
        assert_eq!(undoing(&second, sheet).await.unwrap(), Some(leaving));
        assert_eq!(undo(&second, sheet, "错", 3).await.unwrap_err().code(), Some("certificates.reason_length"));
        assert_eq!(undo(&second, sheet, REASON, 2).await.unwrap_err().code(), Some("certificates.undo_changed"));
        assert_eq!(numbers(&issuer, &OldFilter::default()).await.len(), 3, "a refused undoing changes nothing");
        assert_eq!(undo(&second, sheet, REASON, 3).await.unwrap(), leaving);
        assert_eq!(scanned(&world, "c?id=1").await, None);
        assert_eq!(undo(&second, sheet, REASON, 0).await.unwrap_err().code(), Some("certificates.nothing_to_undo"));
        assert!(look(&issuer, sheet).await.unwrap().is_undone && taken(&issuer).await.unwrap().is_empty());
        assert_eq!(import(&issuer, &brought()).await.taken.unwrap().new, 3, "and may come again");
    }

    async fn a_later_sheet_says_a_revocation_and_taken_back_it_unsays_it(town: Town) {
        let (_bed, world) = town.apart();
        let issuer = world.as_(Part::Issuer);
        import(&issuer, &brought()).await;
        let number = id_number("320691", "19850101", 7);
        let line = ["T-002", "欧阳小明", &number, "2021-05-02", ISSUER, "http://a/c?id=2", "2026-11-01"];
        let later = import(&issuer, &book(&[&HEAD, &line])).await;
        let day = Day::from_ymd(2026, 11, 1).unwrap();
        assert_eq!((told(&later), later.taken), (vec![(2, Becomes::Revoked(day))], Some(Came { new: 0, revoked: 1 })));
        assert_eq!(scanned(&world, "c?id=2").await.unwrap().revoked, Some(day));
        let again = import(&issuer, &book(&[&HEAD, &line])).await;
        assert_eq!(told(&again), [(2, Becomes::Same)]);
        let back = undo(&issuer, later.sheet, REASON, 1).await.unwrap();
        assert_eq!(back, Leaving { restored: 1, ..Leaving::default() });
        assert_eq!(scanned(&world, "c?id=2").await.unwrap().revoked, None);
        assert!(scanned(&world, "%E6%97%A7%E7%A0%813").await.unwrap().revoked.is_some(), "another revocation stays");
    }

    async fn a_sheet_is_taken_back_long_after_its_content_went(town: Town) {
        let (bed, world) = town.apart();
        let issuer = world.as_(Part::Issuer);
        let old = import(&issuer, &brought()).await.sheet;
        assert_eq!(as_it_came(&issuer, old).await.unwrap().len(), 5);
        assert!(matches!(as_it_came(&world.as_(Part::SecondIssuer), old).await, Err(Fault::NotFound)));
        bed.clock.advance_ms(8 * DAY_MS);
        let waiting = keep(&issuer, "旧证二.xlsx", &brought()).await.unwrap();
        assert!(matches!(as_it_came(&issuer, old).await, Err(Fault::NotFound)));
        let seen = look(&issuer, old).await.unwrap();
        assert_eq!((seen.lines.len(), seen.taken.unwrap().new), (0, 3));
        keep(&issuer, "旧证三.xlsx", &brought()).await.unwrap();
        assert!(matches!(look(&issuer, waiting).await, Err(Fault::NotFound)), "one that was not taken makes way");
        assert_eq!(undo(&issuer, old, REASON, 3).await.unwrap().go, 3);
    }

    async fn the_list_is_for_the_whole_city_and_masks_the_numbers(town: Town) {
        let (_bed, world) = town.apart();
        let issuer = world.as_(Part::Issuer);
        let sheet = import(&issuer, &brought()).await.sheet;
        let of = |query: &str| OldFilter { query: query.into(), ..OldFilter::default() };
        assert_eq!(numbers(&world.as_(Part::City), &of("欧阳")).await, ["T-002"]);
        assert_eq!(numbers(&issuer, &of("t003")).await, ["T-003"]);
        assert_eq!(numbers(&issuer, &of("%")).await.len(), 3);
        assert_eq!(numbers(&issuer, &OldFilter { state: Some(State::Revoked), ..of("") }).await, ["T-003"]);
        assert_eq!(numbers(&issuer, &OldFilter { state: Some(State::OnRegister), ..of("") }).await.len(), 2);
        assert_eq!(numbers(&issuer, &OldFilter { sheet: Some(sheet), ..of("") }).await.len(), 3);
        assert!(numbers(&issuer, &OldFilter { sheet: Some(issuer.new_id()), ..of("") }).await.is_empty());
        let lines = export(&issuer, &of("欧阳")).await.unwrap();
        assert_eq!((lines.len(), lines[0].id_number_masked.as_str()), (1, "3206**************"));
        for part in [Part::HumanResources, Part::Industry, Part::ProjectOfficer, Part::Bystander, Part::Auditor] {
            assert!(matches!(list(&world.as_(part), &of(""), 0).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(export(&world.as_(part), &of("")).await, Err(Fault::Forbidden)), "{part:?}");
        }
    }

    async fn only_the_issuer_brings_sheets(town: Town) {
        let (_bed, world) = town.apart();
        let sheet = keep(&world.as_(Part::Issuer), "旧证.xlsx", &brought()).await.unwrap();
        for part in [Part::City, Part::HumanResources, Part::Bystander, Part::SystemAdministrator] {
            let stranger = world.as_(part);
            assert!(matches!(keep(&stranger, "旧证.xlsx", &brought()).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(take(&stranger, sheet).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(undo(&stranger, sheet, REASON, 0).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let refused = async |file: &[u8]| keep(&world.as_(Part::Issuer), "x", file).await.unwrap_err().code();
        assert_eq!(refused(b"").await, Some("certificates.sheet_missing"));
        assert_eq!(refused(b"PK").await, Some("certificates.sheet_unreadable"));
        assert_eq!(refused(&book(&[&HEAD[..3]])).await, Some("sheets.column_missing"));
    }
}
