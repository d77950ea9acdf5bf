use question_bank::{Blueprint, Cell, Difficulty, Kind, MultipleRule, Point};
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::course;
use crate::ctx::{Post, SignedIn};
use crate::db::By;
use crate::entity::offices;
use crate::exams::finishing::hand_in;
use crate::exams::list::{ExamColumn, export_roster, for_desk, for_office, roster};
use crate::exams::results::{AttemptColumn, export, of_employees, of_exam};
use crate::exams::setup::{NewExam, Session, admit_by_number, create, own_kinds, publish};
use crate::exams::starting::{Consent, start};
use crate::exams::{Entry, ExamKind, list};
use crate::fixtures::history::study;
use crate::fixtures::{Part, World};
use crate::instant::{DAY_MS, HOUR_MS};
use crate::permissions::Role;
use crate::{Actor, Ctx, Fault, audit, on_both};

async fn new_exam(ctx: &Ctx, office: Uuid, kind: ExamKind) -> NewExam {
    let system = ctx.acting_as(Actor::System("test"));
    NewExam {
        title: "考试".into(),
        kind,
        entry: Entry::Roster,
        office,
        course: Some(course(&system, "offices").await),
        opens_at: ctx.now().minus_ms(HOUR_MS),
        closes_at: ctx.now().plus_ms(7 * DAY_MS),
        session: Session::AnyTime,
        blueprint: if kind.is_official() { Blueprint::standard() } else { one_question() },
    }
}

fn one_question() -> Blueprint {
    let (point, kind, difficulty) = (Point::WageRegulation, Kind::Single, Difficulty::Easy);
    let cells = vec![Cell { point, kind, difficulty, count: 1, score: 100 }];
    Blueprint { cells, multiple_rule: MultipleRule::Builder }
}

async fn draft(ctx: &Ctx, office: Uuid, kind: ExamKind) -> Result<Uuid, Fault> {
    create(ctx, &new_exam(ctx, office, kind).await).await
}

/// A county's assessment, as a draft.
async fn assessment(world: &World) -> Uuid {
    draft(&world.as_(Part::HumanResources), world.offices.human_resources, ExamKind::Assessment).await.unwrap()
}

/// Acts as this part with one more post.
fn also(world: &World, part: Part, role: Role, office: Uuid) -> Ctx {
    let mut who: SignedIn = world.as_(part).signed_in().unwrap().clone();
    who.posts.push(Post { role, office: Some(office), enterprise: None, project: None, area: Some("320613".into()) });
    world.ctx.acting_as(Actor::SignedIn(who))
}

async fn admit_bystander(ctx: &Ctx, exam: Uuid) -> Result<(), Fault> {
    admit_by_number(ctx, exam, &Part::Bystander.member().id_number(), 0, None, None).await
}

#[track_caller]
fn not_found<T: std::fmt::Debug>(outcome: Result<T, Fault>) {
    assert!(matches!(outcome, Err(Fault::NotFound)), "{outcome:?}");
}

#[track_caller]
fn forbidden<T: std::fmt::Debug>(outcome: Result<T, Fault>) {
    assert!(matches!(outcome, Err(Fault::Forbidden)), "{outcome:?}");
}

on_both! {
    async fn each_office_sets_up_the_kinds_of_its_duty_and_no_others(school: School) {
        let (_bed, world) = school.apart();
        let offices = world.offices;
        use ExamKind::{Assessment, Certification, Mock, Practice};
        let duties: [(Part, Uuid, &[ExamKind]); 5] = [
            (Part::ExamAdministrator, offices.issuer, &[Certification, Mock, Practice]),
            (Part::HumanResources, offices.human_resources, &[Assessment]),
            (Part::OtherHumanResources, offices.other_human_resources, &[Assessment]),
            (Part::Industry, offices.industry, &[Assessment]),
            (Part::City, offices.city, &[Assessment]),
        ];
        for (part, office, kinds) in duties {
            let ctx = world.as_(part);
            assert_eq!(own_kinds(&ctx).await.unwrap(), kinds, "{part:?}");
            for kind in ExamKind::ALL {
                let code = draft(&ctx, office, kind).await.err().map(|fault| fault.code());
                assert_eq!(code, (!kinds.contains(&kind)).then_some(Some("exams.kind_of_others")), "{part:?} {kind:?}");
            }
            let elsewhere = if office == offices.issuer { offices.city } else { offices.issuer };
            forbidden(draft(&ctx, elsewhere, kinds[0]).await);
        }
        forbidden(draft(&world.as_(Part::Issuer), offices.issuer, Certification).await);
        forbidden(draft(&world.as_(Part::CandidateReady), offices.issuer, Practice).await);
    }

    async fn an_exam_of_another_area_or_office_is_not_found(school: School) {
        let (_bed, world) = school.apart();
        let exam = assessment(&world).await;
        for part in [Part::OtherHumanResources, Part::ExamAdministrator] {
            let ctx = world.as_(part);
            not_found(for_desk(&ctx, exam).await);
            not_found(publish(&ctx, exam).await);
            not_found(roster(&ctx, exam).await);
            not_found(admit_bystander(&ctx, exam).await);
            not_found(of_exam(&ctx, exam, None, 0, 10).await);
            not_found(export(&ctx, exam, None).await);
            assert_eq!(for_office(&ctx, None, 0, 10).await.unwrap().1, 0, "{part:?}");
        }
        forbidden(for_office(&world.as_(Part::CandidateReady), None, 0, 10).await);
        forbidden(for_office(&world.as_(Part::EnterpriseAdministrator), None, 0, 10).await);
        not_found(for_desk(&world.as_(Part::CandidateReady), exam).await);
    }

    async fn whoever_sees_the_exam_of_another_office_changes_nothing_of_it(school: School) {
        let (_bed, world) = school.apart();
        let exam = assessment(&world).await;
        for part in [Part::Industry, Part::City, Part::Issuer] {
            let ctx = world.as_(part);
            let desk = for_desk(&ctx, exam).await.unwrap();
            assert!(!desk.may_publish && !desk.may_admit, "{part:?}");
            assert_eq!(desk.may_see_results, part != Part::City);
            assert_eq!(for_office(&ctx, None, 0, 10).await.unwrap().1, 1);
            forbidden(publish(&ctx, exam).await);
            forbidden(roster(&ctx, exam).await);
            forbidden(admit_bystander(&ctx, exam).await);
        }
        let own = world.as_(Part::HumanResources);
        let desk = for_desk(&own, exam).await.unwrap();
        assert!(desk.may_publish && desk.may_admit && desk.may_see_results);
        publish(&own, exam).await.unwrap();
        admit_bystander(&own, exam).await.unwrap();
        assert!(!for_desk(&own, exam).await.unwrap().may_publish, "it is published");
    }

    async fn a_department_of_another_industry_does_not_find_the_exams_of_this_one(school: School) {
        let (bed, world) = school.apart();
        let exam = draft(&world.as_(Part::Industry), world.offices.industry, ExamKind::Assessment).await.unwrap();
        let transport = offices::Model {
            id: bed.ctx.new_id(),
            name: "交通".into(),
            kind: "industry".into(),
            area: "320613".into(),
            industry: Some("transport".into()),
            created_at: 0,
        };
        let office = transport.id;
        offices::Entity::insert(transport.into_active_model()).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        let ctx = also(&world, Part::Bystander, Role::Industry, office);
        not_found(for_desk(&ctx, exam).await);
        for_desk(&ctx, assessment(&world).await).await.unwrap();
        for_desk(&world.as_(Part::HumanResources), exam).await.unwrap();
    }

    async fn a_certification_is_published_by_an_issuer_of_the_same_office_who_did_not_draft_it(school: School) {
        let (_bed, world) = school.apart();
        let office = world.offices.issuer;
        let drafter = world.as_(Part::ExamAdministrator);
        let exam = draft(&drafter, office, ExamKind::Certification).await.unwrap();
        assert!(!for_desk(&drafter, exam).await.unwrap().may_publish);
        forbidden(publish(&drafter, exam).await);
        forbidden(publish(&world.as_(Part::City), exam).await);
        forbidden(publish(&also(&world, Part::Bystander, Role::Issuer, world.offices.city), exam).await);
        let both = also(&world, Part::ExamAdministrator, Role::Issuer, office);
        assert_eq!(publish(&both, exam).await.unwrap_err().code(), Some("exams.own_draft"));
        let issuer = world.as_(Part::Issuer);
        let desk = for_desk(&issuer, exam).await.unwrap();
        assert!(desk.may_publish && !desk.may_admit);
        publish(&issuer, exam).await.unwrap();
        assert_eq!(publish(&issuer, exam).await.unwrap_err().code(), Some("exams.already_published"));
        let mock = draft(&drafter, office, ExamKind::Mock).await.unwrap();
        forbidden(publish(&issuer, mock).await);
        publish(&drafter, mock).await.unwrap();
    }

    async fn whoever_holds_an_exam_finds_candidates_by_their_whole_number_only(school: School) {
        let (_bed, world) = school.apart();
        let (city, desk) = (world.as_(Part::City), world.as_(Part::ExamAdministrator));
        let exams = [
            (&city, draft(&city, world.offices.city, ExamKind::Assessment).await.unwrap()),
            (&desk, draft(&desk, world.offices.issuer, ExamKind::Certification).await.unwrap()),
        ];
        let number = Part::Bystander.member().id_number();
        for (ctx, exam) in exams {
            admit_bystander(ctx, exam).await.unwrap();
            let lines = roster(ctx, exam).await.unwrap();
            assert_eq!(lines.iter().map(|line| line.person).collect::<Vec<_>>(), [world.person(Part::Bystander)]);
            let again = admit_bystander(ctx, exam).await.unwrap_err();
            assert_eq!(again.code(), Some("exams.already_on_roster"));
            let stranger = crate::fixtures::id_number("320690", "19700101", 777);
            let unknown = admit_by_number(ctx, exam, &stranger, 0, None, None).await.unwrap_err();
            assert_eq!(unknown.code(), Some("exams.person_unknown"));
            for part in [&number[..17], "欧阳明月", ""] {
                let fault = admit_by_number(ctx, exam, part, 0, None, None).await.unwrap_err();
                assert_eq!(fault.code(), Some("exams.person_line_unreadable"), "{part}");
            }
        }
        not_found(admit_bystander(&desk, Uuid::nil()).await);
        not_found(admit_bystander(&world.as_(Part::CandidateReady), exams[0].1).await);
    }

    async fn lists_come_in_the_order_that_is_asked_for(school: School) {
        let (_bed, world) = school.apart();
        let desk = world.as_(Part::ExamAdministrator);
        let new = new_exam(&desk, world.offices.issuer, ExamKind::Certification).await;
        for title in ["乙考试", "丙考试", "甲考试"] {
            create(&desk, &NewExam { title: title.into(), ..new.clone() }).await.unwrap();
        }
        let titles = async |order| {
            let (exams, total) = for_office(&desk, order, 0, 10).await.unwrap();
            assert_eq!((exams.len(), total), (3, 3));
            exams.into_iter().map(|exam| exam.title).collect::<Vec<_>>()
        };
        let rising = titles(Some((ExamColumn::Title, By::Rising))).await;
        let mut falling = titles(Some((ExamColumn::Title, By::Falling))).await;
        falling.reverse();
        assert_eq!(rising, falling);
        assert_ne!(rising, ["乙考试", "丙考试", "甲考试"], "not as they came");
        for column in ExamColumn::ALL {
            assert_eq!(ExamColumn::parse(column.code()), Some(column));
            titles(Some((column, By::Rising))).await;
        }
        // a page of an order begins where the one before ends
        let one = async |page| for_office(&desk, Some((ExamColumn::Title, By::Rising)), page, 1).await.unwrap().0;
        assert_eq!([one(0).await[0].title.as_str(), one(1).await[0].title.as_str()], [&rising[0], &rising[1]]);
    }

    async fn results_are_for_offices_within_reach_and_for_the_employer(school: School) {
        let (bed, world) = school.apart();
        let desk = world.as_(Part::ExamAdministrator);
        let exam = draft(&desk, world.offices.issuer, ExamKind::Certification).await.unwrap();
        publish(&world.as_(Part::Issuer), exam).await.unwrap();
        let number = Part::CandidateHeld.member().id_number();
        admit_by_number(&desk, exam, &number, 0, None, None).await.unwrap();
        let candidate = world.as_(Part::CandidateHeld);
        study(&bed.ctx, world.person(Part::CandidateHeld), course(&bed.ctx, "offices").await).await.unwrap();
        let running = start(&candidate, exam, Consent::Given, "device").await.unwrap();
        hand_in(&candidate, running.attempt, "device").await.unwrap();
        for part in [Part::ExamAdministrator, Part::Issuer, Part::HumanResources, Part::Industry] {
            let ctx = world.as_(part);
            assert_eq!(of_exam(&ctx, exam, None, 0, 10).await.unwrap().1, 1, "{part:?}");
            assert_eq!(export(&ctx, exam, None).await.unwrap().len(), 1, "{part:?}");
        }
        for (column, by) in AttemptColumn::ALL.into_iter().flat_map(|one| [(one, By::Rising), (one, By::Falling)]) {
            assert_eq!(AttemptColumn::parse(column.code()), Some(column));
            assert_eq!(of_exam(&desk, exam, Some((column, by)), 0, 10).await.unwrap().0.len(), 1, "{column:?}");
        }
        assert_eq!(export_roster(&desk, exam).await.unwrap().len(), 1);
        assert!(export_roster(&world.as_(Part::CandidateHeld), exam).await.is_err());
        let (entries, _) = audit::list(&bed.ctx, &audit::Filter::default(), 0, 500).await.unwrap();
        let taken = entries.iter().filter(|entry| entry.verb == "export_list" && entry.subject == exam.to_string());
        assert_eq!(taken.count(), 5, "four took the results, one the roster");
        for part in [Part::OtherHumanResources, Part::EnterpriseAdministrator, Part::CandidateHeld, Part::Bystander] {
            not_found(of_exam(&world.as_(part), exam, None, 0, 10).await);
        }
        not_found(of_exam(&world.as_(Part::City), exam, None, 0, 10).await);
        forbidden(export(&world.as_(Part::EnterpriseAdministrator), exam, None).await);
        let employer = world.as_(Part::EnterpriseAdministrator);
        let known = of_employees(&employer, world.enterprise).await.unwrap();
        let member = Part::CandidateHeld.member();
        assert_eq!(known.iter().map(|line| (line.name.as_str(), line.score)).collect::<Vec<_>>(), [(member.name, 0)]);
        not_found(of_employees(&employer, world.other_enterprise).await);
        not_found(of_employees(&world.as_(Part::OtherEnterpriseAdministrator), world.enterprise).await);
        not_found(of_employees(&world.as_(Part::Bystander), world.enterprise).await);
    }

    async fn a_draft_and_an_exam_for_others_are_not_there_for_candidates(school: School) {
        let (bed, world) = school.apart();
        let exam = assessment(&world).await;
        let candidate = world.as_(Part::Bystander);
        let nothing = async || {
            not_found(list::get(&candidate, exam).await);
            not_found(crate::exams::starting::may_start(&candidate, exam).await);
            not_found(start(&candidate, exam, Consent::Given, "device").await);
            assert!(list::for_candidate(&candidate).await.unwrap().is_empty());
        };
        nothing().await;
        publish(&world.as_(Part::HumanResources), exam).await.unwrap();
        nothing().await;
        admit_bystander(&world.as_(Part::HumanResources), exam).await.unwrap();
        study(&bed.ctx, world.person(Part::Bystander), course(&bed.ctx, "offices").await).await.unwrap();
        list::get(&candidate, exam).await.unwrap();
        start(&candidate, exam, Consent::Given, "device").await.unwrap();
    }
}
