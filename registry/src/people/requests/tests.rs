use super::*;
use crate::accounts::SessionKind;

use crate::accounts::store::{Met, find_session, sign_in};
use crate::enterprises;
use crate::entity::{audit_entries, letters, mail_addresses};
use crate::fixtures::{PASSWORD, Part, World};
use crate::notices::letters::tests::with_address;
use crate::people::Document;
use crate::people::store::{PeopleFilter, list, own};

const NEW: &str = "王䶮明";

fn granted(words: &str) -> Reply<'_> {
    Reply { answer: Answer::Grant, document: Some(Document::IdentityCard), words }
}

async fn open_of(world: &World, clerk: Part, person: Part) -> Option<OpenRequest> {
    let open = list_open(&world.as_(clerk)).await.unwrap();
    open.into_iter().find(|line| line.person.id == world.person(person))
}

async fn answer(world: &World, clerk: Part, request: Uuid, reply: &Reply<'_>) -> Result<(), &'static str> {
    decide(&world.as_(clerk), request, reply).await.map_err(|fault| match fault {
        Fault::NotFound => "not found",
        Fault::Forbidden => "forbidden",
        fault => fault.code().unwrap(),
    })
}

async fn asks_for_a_name(world: &World) -> Uuid {
    let me = world.as_(Part::CandidateReady);
    request_name(&me, NEW, "身份证已变更姓名").await.unwrap();
    own_requests(&me).await.unwrap()[0].id
}

crate::on_both! {
    async fn a_granted_name_takes_effect_and_the_old_one_stays_on_record(town: Town) {
        let (_bed, world) = town.apart();
        let request = asks_for_a_name(&world).await;
        assert_eq!(open_of(&world, Part::HumanResources, Part::CandidateReady).await.unwrap().request.new_name.as_deref(), Some(NEW));
        assert_eq!(answer(&world, Part::HumanResources, request, &granted("已核对证件")).await, Ok(()));
        let me = world.as_(Part::CandidateReady);
        assert_eq!(own(&me).await.unwrap().name, NEW);
        let told = own_requests(&me).await.unwrap().remove(0);
        assert_eq!((told.decision.as_deref(), told.old_name.as_deref(), told.reply.as_deref()), (Some("corrected"), Some("王䶮"), Some("已核对证件")));
        assert_eq!(answer(&world, Part::HumanResources, request, &granted("再来一次")).await, Err("people.request_answered_already"));
        assert!(open_of(&world, Part::HumanResources, Part::CandidateReady).await.is_none());
        let filter = PeopleFilter { query: NEW.into(), ..PeopleFilter::default() };
        assert_eq!(list(&world.as_(Part::HumanResources), &filter, 0).await.unwrap().1.known(), 1);
    }

    async fn a_request_is_answered_within_reach_only_and_never_by_oneself(town: Town) {
        let (_bed, world) = town.apart();
        let request = asks_for_a_name(&world).await;
        for clerk in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            assert!(open_of(&world, clerk, Part::CandidateReady).await.is_none());
            assert_eq!(answer(&world, clerk, request, &granted("同意")).await, Err("not found"), "{clerk:?}");
        }
        for clerk in [Part::Bystander, Part::CandidateReady, Part::Auditor, Part::SystemAdministrator, Part::OfficeAdministrator] {
            assert_eq!(answer(&world, clerk, request, &granted("同意")).await, Err("forbidden"), "{clerk:?}");
        }
        let clerk = world.as_(Part::HumanResources);
        request_name(&clerk, "钱慧敏", "身份证已变更姓名").await.unwrap();
        let own = own_requests(&clerk).await.unwrap()[0].id;
        assert_eq!(answer(&world, Part::HumanResources, own, &granted("同意")).await, Err("people.request_own"));
        assert!(list_open(&clerk).await.unwrap().iter().all(|line| line.request.id != own));
        assert_eq!(answer(&world, Part::EnterpriseAdministrator, request, &granted("已核对人事档案")).await, Ok(()));
    }

    async fn an_answer_rests_on_a_document_and_has_words(town: Town) {
        let (_bed, world) = town.apart();
        let request = asks_for_a_name(&world).await;
        let without = Reply { document: None, ..granted("同意") };
        assert_eq!(answer(&world, Part::HumanResources, request, &without).await, Err("people.request_document_missing"));
        assert_eq!(answer(&world, Part::HumanResources, request, &granted(" ")).await, Err("people.request_words_length"));
        let no = Reply { answer: Answer::Refuse, document: None, words: "与证件不一致" };
        assert_eq!(answer(&world, Part::HumanResources, request, &no).await, Ok(()));
        assert_eq!(own(&world.as_(Part::CandidateReady)).await.unwrap().name, "王䶮");
    }

    async fn one_request_of_a_kind_waits_at_a_time_and_may_be_taken_back(town: Town) {
        let (_bed, world) = town.apart();
        let (me, request) = (world.as_(Part::CandidateReady), asks_for_a_name(&world).await);
        let code = async |name: &str, reason: &str| request_name(&me, name, reason).await.unwrap_err().code().unwrap();
        assert_eq!(code("王明", "身份证已变更姓名").await, "people.request_open_already");
        assert_eq!(code("王䶮", "身份证已变更姓名").await, "people.name_unchanged");
        assert_eq!(code("123", "身份证已变更姓名").await, "people.name_characters");
        assert_eq!(code("王明", "无").await, "people.request_reason_length");
        assert!(matches!(withdraw_request(&world.as_(Part::CandidateNew), request).await, Err(Fault::NotFound)));
        withdraw_request(&me, request).await.unwrap();
        assert!(matches!(withdraw_request(&me, request).await, Err(Fault::NotFound)));
        assert_eq!(answer(&world, Part::HumanResources, request, &granted("同意")).await, Err("people.request_answered_already"));
        request_name(&me, NEW, "身份证已变更姓名").await.unwrap();
        assert!(matches!(request_deletion(&world.anonymous(), "不再使用本账号").await, Err(Fault::Anonymous)));
    }

    async fn what_no_law_keeps_is_erased(town: Town) {
        let (bed, world) = town.apart();
        let me = world.as_(Part::Bystander);
        assert_eq!(own_kept(&me).await.unwrap(), []);
        with_address(&world, Part::Bystander, "gone@example.cn").await;
        let session = world.enter(Part::Bystander).await.unwrap();
        request_deletion(&me, "不再使用本账号").await.unwrap();
        let line = open_of(&world, Part::HumanResources, Part::Bystander).await.unwrap();
        assert!(list_open(&world.as_(Part::EnterpriseAdministrator)).await.unwrap().is_empty(), "offices answer");
        let yes = Reply { answer: Answer::Grant, document: None, words: "已按申请删除" };
        answer(&world, Part::HumanResources, line.request.id, &yes).await.unwrap();
        assert!(find_session(&world.ctx, &session.token).await.unwrap().is_none());
        let member = Part::Bystander.member();
        for name in [member.phone(), member.id_number()] {
            let refused = sign_in(&world.anonymous(), &name, PASSWORD, SessionKind::Cookie, "").await.unwrap_err();
            assert_eq!(refused.code(), Some("accounts.sign_in_wrong"));
        }
        let person = people::Entity::find_by_id(world.person(Part::Bystander)).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert!(person.name == "***" && person.birth_day == "1900-01-01" && person.photo.is_none());
        assert!(mail_addresses::Entity::find().all(bed.ctx.db.reader()).await.unwrap().is_empty());
        assert!(letters::Entity::find().all(bed.ctx.db.reader()).await.unwrap().is_empty());
        let requests = data_requests::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!((requests[0].reason.as_str(), requests[0].decision.as_deref()), ("***", Some("erased")));
        // the numbers are free again
        crate::accounts::store::sign_up(&world.anonymous(), &member.new_account(PASSWORD)).await.unwrap();
        assert_eq!(audit::check_chains(bed.ctx.db.reader()).await.unwrap(), []);
    }

    async fn what_a_law_keeps_is_restricted_with_its_reasons(town: Town) {
        let (_bed, world) = town.apart();
        let me = world.as_(Part::CandidateReady);
        assert_eq!(own_kept(&me).await.unwrap(), [Kept::Employment]);
        request_deletion(&me, "不再使用本账号").await.unwrap();
        let line = open_of(&world, Part::HumanResources, Part::CandidateReady).await.unwrap();
        assert_eq!(line.kept, [Kept::Employment]);
        let yes = Reply { answer: Answer::Grant, document: None, words: "依法保存，停止使用" };
        answer(&world, Part::HumanResources, line.request.id, &yes).await.unwrap();
        let told = own_requests(&me).await.unwrap().remove(0);
        assert_eq!((told.decision.as_deref(), told.kept), (Some("restricted"), vec!["employment".to_owned()]));
        let phone = Part::CandidateReady.member().phone();
        let code = async |password: &str| sign_in(&world.anonymous(), &phone, password, SessionKind::Cookie, "").await.unwrap_err().code().unwrap();
        assert_eq!(code(PASSWORD).await, "accounts.restricted");
        assert_eq!(code("wrong-2026").await, "accounts.sign_in_wrong", "a stranger learns nothing");
        let filter = PeopleFilter { query: "王䶮".into(), ..PeopleFilter::default() };
        assert_eq!(list(&world.as_(Part::HumanResources), &filter, 0).await.unwrap().1.known(), 0);
        assert_eq!(list(&world.as_(Part::Issuer), &filter, 0).await.unwrap().1.known(), 0);
        let (boss, kept) = (world.as_(Part::EnterpriseAdministrator), world.person(Part::CandidateReady));
        let members = enterprises::store::members(&boss, world.enterprise, 0).await.unwrap().0;
        let of_kept = |member: &&enterprises::store::Member| member.person == kept;
        assert!(members.iter().filter(of_kept).all(|member| member.name == "***"), "{members:?}");
        assert!(members.iter().any(|member| member.name != "***"), "{members:?}");
        let employed = enterprises::store::employees(&boss, world.enterprise).await.unwrap();
        assert!(employed.iter().all(|person| person.id != kept));
    }

    async fn a_restriction_is_lifted_in_person_and_the_deletion_stays_on_record(town: Town) {
        let (bed, world) = town.apart();
        let me = world.as_(Part::CandidateReady);
        request_deletion(&me, "不再使用本账号").await.unwrap();
        let line = open_of(&world, Part::HumanResources, Part::CandidateReady).await.unwrap();
        let yes = Reply { answer: Answer::Grant, document: None, words: "依法保存，停止使用" };
        answer(&world, Part::HumanResources, line.request.id, &yes).await.unwrap();
        let phone = Part::CandidateReady.member().phone();
        let met = Met { sign_in: &phone, document: Document::IdentityCard, reason: "本人到场申请恢复" };
        let lift = async |clerk: Part, met: &Met<'_>| match lift_restriction(&world.as_(clerk), met).await {
            Ok(()) => "lifted",
            Err(Fault::Forbidden) => "forbidden",
            Err(fault) => fault.code().unwrap(),
        };
        assert_eq!(lift(Part::Auditor, &met).await, "forbidden");
        for clerk in [Part::OtherHumanResources, Part::EnterpriseAdministrator] {
            assert_eq!(lift(clerk, &met).await, "people.restriction_nobody", "{clerk:?}");
        }
        let unfounded = Met { reason: " ", ..met };
        assert_eq!(lift(Part::HumanResources, &unfounded).await, "people.reason_length");
        assert_eq!(lift(Part::HumanResources, &met).await, "lifted");
        assert_eq!(lift(Part::HumanResources, &met).await, "people.restriction_nobody", "once only");
        let logged = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("lift_restriction"));
        let entry = logged.one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let clerk = format!("account:{}", world.account(Part::HumanResources));
        assert_eq!((entry.actor, entry.facts.as_str()), (clerk, r#"{"document":"identity_card"}"#));
        sign_in(&world.anonymous(), &phone, PASSWORD, SessionKind::Cookie, "").await.unwrap();
        let told = own_requests(&me).await.unwrap().remove(0);
        assert!(told.decision.as_deref() == Some("restricted") && told.lifted_at.is_some());
        let filter = PeopleFilter { query: "王䶮".into(), ..PeopleFilter::default() };
        assert_eq!(list(&world.as_(Part::HumanResources), &filter, 0).await.unwrap().1.known(), 1);
    }

    async fn nobody_goes_out_of_an_office(town: Town) {
        let (_bed, world) = town.apart();
        request_deletion(&world.as_(Part::Proctor), "不再使用本账号").await.unwrap();
        let line = open_of(&world, Part::Issuer, Part::Proctor).await.unwrap();
        let yes = Reply { answer: Answer::Grant, document: None, words: "同意删除" };
        assert_eq!(answer(&world, Part::Issuer, line.request.id, &yes).await, Err("people.deletion_holds_role"));
    }
}
