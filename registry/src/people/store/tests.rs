use super::*;
use crate::audit::{self, Filter};
use crate::fixtures::{Part, extra};
use crate::people::Document;
use crate::{accounts, enterprises};

fn query(text: &str) -> PeopleFilter {
    PeopleFilter { query: text.into(), ..PeopleFilter::default() }
}

async fn names(ctx: &Ctx, filter: &PeopleFilter) -> Vec<String> {
    list(ctx, filter, 0).await.unwrap().0.into_iter().map(|person| person.name).collect()
}

async fn audited(ctx: &Ctx, verb: &str, person: Uuid) -> usize {
    let filter = Filter { subject_kind: Some("person".into()), subject: Some(person.to_string()), ..Filter::default() };
    let (entries, _) = audit::list(ctx, &filter, 0, 100).await.unwrap();
    entries.into_iter().filter(|entry| entry.verb == verb).count()
}

crate::on_both! {
    async fn the_own_record_is_masked_and_knows_who_confirmed_it(town: Town) {
        let (_bed, world) = town.apart();
        let person = own(&world.as_(Part::CandidateReady)).await.unwrap();
        assert_eq!((person.name.as_str(), person.sex), ("王䶮", Sex::Male));
        assert_eq!(person.id_number_masked, "3206**************");
        assert_eq!(person.phone_masked, "199****0721");
        let identity = person.identity.unwrap();
        assert_eq!(identity.by.name(), "崇川区人力资源和社会保障局（演示）");
        assert_eq!(identity.document, Document::IdentityCard);
        assert_eq!(own(&world.as_(Part::CandidateHeld)).await.unwrap().identity, None);
        assert!(matches!(own(&world.anonymous()).await, Err(Fault::Anonymous)));
        let full = own_full_values(&world.as_(Part::CandidateReady)).await.unwrap();
        assert_eq!(full.id_number, Part::CandidateReady.member().id_number());
    }

    async fn a_record_is_seen_only_where_the_right_reaches(town: Town) {
        let (_bed, world) = town.apart();
        let person = world.person(Part::CandidateReady);
        for part in [Part::HumanResources, Part::Industry, Part::Issuer, Part::EnterpriseAdministrator] {
            assert_eq!(get(&world.as_(part), person).await.unwrap().id, person, "{part:?}");
        }
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator, Part::Proctor, Part::ExamAdministrator] {
            assert!(matches!(get(&world.as_(part), person).await, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::Bystander, Part::SystemAdministrator, Part::OfficeAdministrator, Part::QuestionEditor] {
            assert!(matches!(get(&world.as_(part), person).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(get(&world.anonymous(), person).await, Err(Fault::Anonymous)));
    }

    async fn a_county_lists_its_own_and_finds_others_by_their_document(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        assert_eq!(names(&office, &query("")).await.len(), 4);
        let bystander = Part::Bystander.member();
        assert_eq!(names(&office, &query("欧阳")).await, [""; 0]);
        assert_eq!(names(&office, &query(&bystander.phone())).await, [""; 0]);
        assert_eq!(names(&office, &query(&bystander.id_number())).await, ["欧阳明月"]);
        assert!(get(&office, world.person(Part::Bystander)).await.is_ok());
        let elsewhere = Part::CandidateReady.member().id_number();
        assert_eq!(names(&world.as_(Part::OtherHumanResources), &query(&elsewhere)).await, [""; 0]);
    }

    async fn a_claimed_enterprise_puts_nobody_into_a_county(town: Town) {
        let (_bed, world) = town.apart();
        let claimant = world.as_(Part::Bystander);
        enterprises::store::register(&claimant, "崇川示例劳务有限公司", "93320623MA0000007U", "320613").await.unwrap();
        let number = query(&Part::Bystander.member().id_number());
        assert_eq!(names(&world.as_(Part::HumanResources), &query("")).await.len(), 4);
        assert_eq!(names(&world.as_(Part::OtherHumanResources), &number).await, ["欧阳明月"]);
    }

    async fn people_are_found_by_name_pinyin_and_whole_numbers(town: Town) {
        let (_bed, world) = town.apart();
        let issuer = world.as_(Part::Issuer);
        let zhang = Part::CandidateHeld.member();
        for text in ["张", "张伟", "zhang", "Zhang Wei", "zhangwei", "zw", " 张伟 "] {
            assert!(names(&issuer, &query(text)).await.contains(&"张伟".to_owned()), "{text}");
        }
        for text in [zhang.phone(), zhang.id_number(), zhang.id_number().to_lowercase()] {
            assert_eq!(names(&issuer, &query(&text)).await, ["张伟"], "{text}");
        }
        for text in ["hang", &zhang.phone()[..8], &zhang.id_number()[..10], "%", "_"] {
            let found = names(&issuer, &query(text)).await;
            assert!(found.is_empty() || text.len() == 1, "{text}: {found:?}");
        }
        assert_eq!(names(&issuer, &query("阿依古丽·买买提")).await, ["阿依古丽·买买提"]);
    }

    async fn the_unconfirmed_are_a_list_of_their_own(town: Town) {
        let (_bed, world) = town.apart();
        let filter = PeopleFilter { which: Which::Unconfirmed, ..PeopleFilter::default() };
        let mut waiting = names(&world.as_(Part::HumanResources), &filter).await;
        waiting.sort();
        assert_eq!(waiting, ["张伟", "黄晓梅"]);
    }

    async fn a_list_goes_both_ways_and_leaves_masked_and_on_record(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let rising = names(&office, &PeopleFilter::default()).await;
        let mut falling = names(&office, &PeopleFilter { order: By::Falling, ..PeopleFilter::default() }).await;
        falling.reverse();
        assert_eq!(rising, falling);
        let taken = export(&office, &PeopleFilter::default()).await.unwrap();
        assert_eq!(taken.iter().map(|person| person.name.clone()).collect::<Vec<_>>(), rising);
        assert!(taken.iter().all(|person| person.id_number_masked.ends_with("***")));
        let of_list = Filter { subject_kind: Some("list".into()), subject: Some("people".into()), ..Filter::default() };
        let (entries, _) = audit::list(&bed.ctx, &of_list, 0, 10).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].facts["lines"], taken.len());
        assert!(export(&world.as_(Part::Bystander), &PeopleFilter::default()).await.is_err());
        assert_eq!(audit::list(&bed.ctx, &of_list, 0, 10).await.unwrap().1, 1, "a refusal takes nothing");
    }

    async fn full_values_cost_a_reason_and_leave_a_record(town: Town) {
        let (bed, world) = town.apart();
        let (office, person) = (world.as_(Part::HumanResources), world.person(Part::CandidateHeld));
        let full = reveal(&office, person, "核对身份证原件").await.unwrap();
        assert_eq!(full.id_number, Part::CandidateHeld.member().id_number());
        assert_eq!(full.phone, Part::CandidateHeld.member().phone());
        assert_eq!(format!("{full:?}"), "FullValues(..)");
        assert_eq!(audited(&bed.ctx, "reveal", person).await, 1);
        assert_eq!(reveal(&office, person, " 核对 ").await.unwrap_err().code(), Some("people.reason_length"));
        assert_eq!(audited(&bed.ctx, "reveal", person).await, 1);
    }

    async fn full_values_are_for_departments_and_issuer_in_scope_only(town: Town) {
        let (bed, world) = town.apart();
        let person = world.person(Part::CandidateHeld);
        let strangers = [Part::EnterpriseAdministrator, Part::Proctor, Part::ExamAdministrator, Part::SystemAdministrator];
        for part in strangers {
            let outcome = reveal(&world.as_(part), person, "核对身份证原件").await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        let outcome = reveal(&world.as_(Part::OtherHumanResources), person, "核对身份证原件").await;
        assert!(matches!(outcome, Err(Fault::NotFound)));
        assert_eq!(audited(&bed.ctx, "reveal", person).await, 0);
    }

    async fn an_office_confirms_an_identity_once(town: Town) {
        let (bed, world) = town.apart();
        let (office, person) = (world.as_(Part::HumanResources), world.person(Part::CandidateHeld));
        assert!(!identity_is_confirmed(bed.ctx.db.reader(), person).await.unwrap());
        confirm_identity(&office, person, Document::IdentityCard).await.unwrap();
        assert!(identity_is_confirmed(bed.ctx.db.reader(), person).await.unwrap());
        let again = confirm_identity(&world.as_(Part::Issuer), person, Document::IdentityCard).await;
        assert_eq!(again.unwrap_err().code(), Some("people.identity_confirmed_already"));
        assert_eq!(audited(&bed.ctx, "confirm_identity", person).await, 1);
    }

    async fn an_employer_confirms_its_employees_in_its_own_name(town: Town) {
        let (_bed, world) = town.apart();
        let (employer, person) = (world.as_(Part::EnterpriseAdministrator), world.person(Part::CandidateHeld));
        confirm_identity(&employer, person, Document::PersonnelFile).await.unwrap();
        let identity = get(&employer, person).await.unwrap().identity.unwrap();
        assert_eq!(identity.by, ConfirmedBy::Enterprise("南通崇川示例建设有限公司".into()));
    }

    async fn an_office_takes_a_confirmation_back_once_with_a_reason_that_the_person_reads(town: Town) {
        let (bed, world) = town.apart();
        let (office, person) = (world.as_(Part::HumanResources), world.person(Part::CandidateReady));
        assert!(may_withdraw(&office, person).await.unwrap());
        assert_eq!(withdraw_confirmation(&office, person, " 无 ").await.unwrap_err().code(), Some("people.identity_withdraw_reason"));
        withdraw_confirmation(&office, person, "证件与本人不符").await.unwrap();
        assert!(!identity_is_confirmed(bed.ctx.db.reader(), person).await.unwrap());
        let again = withdraw_confirmation(&world.as_(Part::Issuer), person, "证件与本人不符").await;
        assert_eq!(again.unwrap_err().code(), Some("people.identity_not_confirmed"));
        assert_eq!(audited(&bed.ctx, "withdraw_identity", person).await, 1);
        let told = last_withdrawal(&world.as_(Part::CandidateReady), person).await.unwrap().unwrap();
        assert_eq!((told.reason.as_str(), told.at), ("证件与本人不符", bed.ctx.now()));
        confirm_identity(&office, person, Document::IdentityCard).await.unwrap();
        assert!(identity_is_confirmed(bed.ctx.db.reader(), person).await.unwrap());
    }

    async fn strangers_and_employers_take_no_confirmation_back_and_nobody_the_own(town: Town) {
        let (bed, world) = town.apart();
        let (person, reason) = (world.person(Part::CandidateReady), "证件与本人不符");
        for part in [Part::Bystander, Part::CandidateHeld, Part::OfficeAdministrator, Part::EnterpriseAdministrator] {
            let outcome = withdraw_confirmation(&world.as_(part), person, reason).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
            assert!(!may_withdraw(&world.as_(part), person).await.unwrap(), "{part:?}");
        }
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let outcome = withdraw_confirmation(&world.as_(part), person, reason).await;
            assert!(matches!(outcome, Err(Fault::NotFound)), "{part:?}");
        }
        let own = withdraw_confirmation(&world.as_(Part::Issuer), world.person(Part::Issuer), reason).await;
        assert_eq!(own.unwrap_err().code(), Some("people.identity_withdraw_own"));
        assert!(identity_is_confirmed(bed.ctx.db.reader(), person).await.unwrap());
    }

    async fn strangers_confirm_nobody(town: Town) {
        let (bed, world) = town.apart();
        let person = world.person(Part::CandidateHeld);
        let document = Document::IdentityCard;
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator, Part::Proctor] {
            let outcome = confirm_identity(&world.as_(part), person, document).await;
            assert!(matches!(outcome, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::Bystander, Part::City, Part::SystemAdministrator] {
            let outcome = confirm_identity(&world.as_(part), person, document).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        // a former employer is a stranger
        let employer = world.as_(Part::EnterpriseAdministrator);
        enterprises::store::remove_employee(&employer, world.enterprise, person).await.unwrap();
        assert!(matches!(confirm_identity(&employer, person, document).await, Err(Fault::NotFound)));
        assert!(!identity_is_confirmed(bed.ctx.db.reader(), person).await.unwrap());
    }

    async fn nobody_confirms_the_own_identity(town: Town) {
        let (_bed, world) = town.apart();
        for part in [Part::HumanResources, Part::EnterpriseAdministrator, Part::Issuer] {
            let outcome = confirm_identity(&world.as_(part), world.person(part), Document::IdentityCard).await;
            assert_eq!(outcome.unwrap_err().code(), Some("people.identity_own"), "{part:?}");
        }
    }

    async fn pages_hold_fifty_and_count_all(town: Town) {
        let (bed, world) = town.apart();
        let hash = "not used";
        for nth in 0..55 {
            let checked = extra(nth, "钱多多", "invented-2026").check(bed.ctx.now().day()).unwrap();
            accounts::store::sign_up_hashed(&world.anonymous(), &checked, hash).await.unwrap();
        }
        let (first, total) = list(&world.as_(Part::Issuer), &query("钱多多"), 0).await.unwrap();
        let (second, _) = list(&world.as_(Part::Issuer), &query("钱多多"), 1).await.unwrap();
        assert_eq!((first.len(), second.len(), total), (50, 5, Total::Exactly(55)));
    }
}
