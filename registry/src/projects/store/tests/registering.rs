use super::*;
use crate::fault::Fault;

fn refused(outcome: Result<impl Sized, Fault>) -> Vec<&'static str> {
    match outcome.err().unwrap() {
        Fault::Refused(reasons) => reasons.iter().map(|reason| reason.code).collect(),
        fault => panic!("{fault:?}"),
    }
}

crate::on_both! {
    async fn a_project_is_registered_and_waits_until_an_office_accepts_it_once(town: Town) {
        let (_bed, world) = town.apart();
        let project = site(&world).await;
        let seen = page(&world.as_(Part::EnterpriseAdministrator), project).await.unwrap();
        assert_eq!((seen.project.accepted_at, seen.status), (None, Some(Status::Building)));
        assert_eq!(seen.parties.iter().map(|party| party.party.enterprise).collect::<Vec<_>>(), [world.enterprise]);
        for part in STRANGERS {
            let outcome = accept(&world.as_(part), project, 0).await;
            assert!(matches!(outcome, Err(Fault::NotFound)), "{part:?}: {outcome:?}");
        }
        for part in [Part::City, Part::Issuer, Part::EnterpriseAdministrator] {
            assert!(matches!(accept(&world.as_(part), project, 0).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(accept(&world.as_(Part::Bystander), project, 0).await, Err(Fault::NotFound)));
        assert!(matches!(accept(&world.anonymous(), project, 0).await, Err(Fault::Anonymous)));
        accept(&world.as_(Part::HumanResources), project, 0).await.unwrap();
        let again = accept(&world.as_(Part::Industry), project, 0).await;
        assert_eq!(again.unwrap_err().code(), Some("projects.accepted_already"));
        assert!(page(&world.as_(Part::City), project).await.unwrap().project.accepted_at.is_some());
    }

    // separation of duty 7
    async fn an_office_registers_what_a_colleague_accepts(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let project = register(&office, &new_project("某学校", world.other_enterprise)).await.unwrap();
        assert_eq!(accept(&office, project, 0).await.unwrap_err().code(), Some("projects.own_registration"));
        accept(&world.as_(Part::Industry), project, 0).await.unwrap();
        // the other county's enterprise builds here and sees it
        let contractor = world.as_(Part::OtherEnterpriseAdministrator);
        assert!(page(&contractor, project).await.unwrap().may_edit);
    }

    async fn nobody_accepts_what_the_own_enterprise_builds(town: Town) {
        let (_bed, world) = town.apart();
        let project = site(&world).await;
        let Actor::SignedIn(mut who) = world.actor(Part::HumanResources) else { panic!("nobody") };
        let own = Some(world.enterprise);
        who.posts.push(Post { role: Role::EnterpriseAdministrator, office: None, enterprise: own, project: None, area: None });
        let both = world.ctx.acting_as(Actor::SignedIn(who));
        assert_eq!(accept(&both, project, 0).await.unwrap_err().code(), Some("projects.own_registration"));
    }

    async fn everybody_registers_only_where_they_may(town: Town) {
        let (_bed, world) = town.apart();
        let foreign = new_project("某小区", world.enterprise);
        let outcome = register(&world.as_(Part::OtherEnterpriseAdministrator), &foreign).await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        assert!(matches!(register(&world.as_(Part::OtherHumanResources), &foreign).await, Err(Fault::Forbidden)));
        for part in [Part::City, Part::Issuer, Part::Bystander] {
            assert!(matches!(register(&world.as_(part), &foreign).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(register(&world.anonymous(), &foreign).await, Err(Fault::Anonymous)));
        // an industry department: its own industry only
        let water = NewProject { draft: Draft { industry: "water".into(), ..draft("某河道") }, ..foreign.clone() };
        assert!(matches!(register(&world.as_(Part::Industry), &water).await, Err(Fault::Forbidden)));
        register(&world.as_(Part::Industry), &foreign).await.unwrap();
        // an enterprise builds in any county
        let elsewhere = NewProject { draft: Draft { area: "320623".into(), ..draft("如东某桥") }, ..foreign };
        let project = register(&world.as_(Part::EnterpriseAdministrator), &elsewhere).await.unwrap();
        assert!(matches!(accept(&world.as_(Part::HumanResources), project, 0).await, Err(Fault::NotFound)));
        accept(&world.as_(Part::OtherHumanResources), project, 0).await.unwrap();
    }

    async fn every_mistake_about_a_project_is_told_at_once(town: Town) {
        let (_bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let wrong = NewProject {
            draft: Draft { name: "一".into(), investment: "many".into(), ..draft("") },
            since: day("2026-11-21"),
            codes: vec![("国家".into(), "1".into()), ("national".into(), String::new())],
            ..new_project("", world.enterprise)
        };
        let codes = refused(register(&contractor, &wrong).await);
        let expected = [
            "projects.name_length", "projects.investment_shape", "projects.day_in_future", "projects.scheme_shape",
            "projects.code_shape",
        ];
        assert_eq!(codes, expected);
        let old = NewProject { draft: Draft { area: "320602".into(), ..draft("某小区") }, ..new_project("", world.enterprise) };
        assert_eq!(refused(register(&contractor, &old).await), ["offices.area_abolished"]);
        let shut = NewProject { status: Status::ShutDown, ..new_project("某小区", world.enterprise) };
        assert_eq!(refused(register(&contractor, &shut).await), ["projects.shutdown_not_approved"]);
        let ancient = NewProject { since: day("1989-12-31"), ..new_project("某小区", world.enterprise) };
        assert_eq!(refused(register(&contractor, &ancient).await), ["calendar.day_too_early"]);
        let early = NewProject { since: day("1990-01-01"), ..new_project("某小区", world.enterprise) };
        register(&contractor, &early).await.unwrap();
        let unknown = new_project("某小区", Uuid::from_u128(9));
        assert_eq!(refused(register(&contractor, &unknown).await), ["projects.enterprise_unknown"]);
    }

    async fn a_code_means_one_project(town: Town) {
        let (_bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let codes = vec![("national".to_owned(), "3206130001".to_owned())];
        let first = NewProject { codes: codes.clone(), ..new_project("某小区", world.enterprise) };
        let project = register(&contractor, &first).await.unwrap();
        // the unique index decides
        let twice = register(&contractor, &NewProject { codes, ..new_project("某小区二期", world.enterprise) }).await;
        assert_eq!(twice.unwrap_err().code(), Some("projects.code_taken"));
        let (all, total) = list(&contractor, &Filter::default(), Order::default(), 0).await.unwrap();
        assert_eq!((all.len(), total), (2, 2), "the site of the fixtures, and nothing of the second");
        assert_eq!(find_by_code(&world.ctx, "national", "3206130001").await.unwrap(), Some(project));
        assert_eq!(find_by_code(&contractor, "national", "3206130001").await.unwrap(), Some(project));
        assert_eq!(find_by_code(&world.as_(Part::OtherHumanResources), "national", "3206130001").await.unwrap(), None);
        add_code(&contractor, project, "supplier:a", "17", None).await.unwrap();
        add_code(&world.as_(Part::Industry), project, "supplier:b", "17", None).await.unwrap();
        for part in STRANGERS {
            assert!(matches!(add_code(&world.as_(part), project, "x:y", "1", None).await, Err(Fault::NotFound)));
        }
        let outcome = add_code(&world.as_(Part::City), project, "x:y", "1", None).await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
    }

    async fn what_changed_since_the_page_was_read_is_not_accepted(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        let read = page(&county, project).await.unwrap().project.revision;
        change_details(&contractor, project, read, &draft("崇川某小区二期"), None).await.unwrap();
        assert_eq!(refused(accept(&county, project, read).await), ["projects.changed_meanwhile"]);
        // and neither is a party that came meanwhile
        let read = page(&county, project).await.unwrap().project.revision;
        let party = NewParty {
            enterprise: world.other_enterprise, role: crate::projects::PartyRole::LabourSubcontractor,
            period: since("2026-04-01"), batch: None,
        };
        record_party(&contractor, project, &party, &Entry::New).await.unwrap();
        assert_eq!(refused(accept(&county, project, read).await), ["projects.changed_meanwhile"]);
        accept(&county, project, read + 1).await.unwrap();
    }

    // separation of duty 7: an employee of the contractor holds no post of it
    async fn nobody_decides_where_the_own_employer_builds(town: Town) {
        let (_bed, world) = town.apart();
        let project = site(&world).await;
        let Actor::SignedIn(county) = world.actor(Part::HumanResources) else { panic!("nobody") };
        let Actor::SignedIn(employee) = world.actor(Part::CandidateReady) else { panic!("nobody") };
        let both = world.ctx.acting_as(Actor::SignedIn(SignedIn { posts: county.posts, ..employee }));
        assert_eq!(refused(accept(&both, project, 0).await), ["projects.own_registration"]);
        let status = page(&both, project).await.unwrap().statuses[0].id;
        assert_eq!(refused(approve_status(&both, project, status).await), ["projects.own_approval"]);
    }

    async fn a_merge_takes_a_second_person_and_the_codes_mean_the_other(town: Town) {
        let (_bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let stays = site(&world).await;
        let codes = vec![("national".to_owned(), "7".to_owned())];
        let twin = NewProject { codes, ..new_project("崇川某小区（一期）", world.enterprise) };
        let gone = register(&contractor, &twin).await.unwrap();
        let (office, second) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        assert!(matches!(propose_merge(&contractor, gone, stays, "重复登记").await, Err(Fault::Forbidden)));
        let stranger = world.as_(Part::OtherHumanResources);
        assert!(matches!(propose_merge(&stranger, gone, stays, "重复登记").await, Err(Fault::NotFound)));
        assert_eq!(refused(propose_merge(&office, gone, stays, " ").await), ["projects.reason_length"]);
        assert_eq!(refused(propose_merge(&office, stays, stays, "重复登记").await), ["projects.merged_with_itself"]);
        let merge = propose_merge(&office, gone, stays, "重复登记").await.unwrap();
        assert_eq!(refused(propose_merge(&second, gone, stays, "重复登记").await), ["projects.merge_open"]);
        assert_eq!(refused(confirm_merge(&office, merge).await), ["projects.second_must_be_another"]);
        assert!(matches!(confirm_merge(&stranger, merge).await, Err(Fault::NotFound)));
        assert!(matches!(confirm_merge(&contractor, merge).await, Err(Fault::Forbidden)));
        assert_eq!(open_merges(&second).await.unwrap().iter().map(|one| one.gone).collect::<Vec<_>>(), [gone]);
        confirm_merge(&second, merge).await.unwrap();
        assert_eq!(refused(confirm_merge(&second, merge).await), ["projects.merge_decided"]);
        assert_eq!(refused(propose_merge(&office, gone, stays, "重复登记").await), ["projects.merged_already"]);
        assert_eq!(find_by_code(&world.ctx, "national", "7").await.unwrap(), Some(stays));
        let seen = page(&office, gone).await.unwrap();
        assert_eq!((seen.project.merged_into, seen.may_decide, seen.codes.len()), (Some(stays), false, 0));
        assert_eq!(refused(accept(&office, gone, 0).await), ["projects.merged_already"]);
        assert_eq!(list(&office, &Filter::default(), Order::default(), 0).await.unwrap().1, 2);
    }

    async fn a_merge_takes_along_permits_days_statuses_and_what_was_approved(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, county, second) =
            (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), world.as_(Part::Industry));
        let stays = site(&world).await;
        let gone = register(&contractor, &NewProject { since: day("2026-02-01"), ..new_project("崇川某小区", world.enterprise) }).await.unwrap();
        let permit = NewPermit { number: "320613202603010101".into(), issued_on: day("2026-02-20"), works: "一期".into(), document: None, batch: None };
        record_permit(&contractor, gone, &permit, &Entry::New).await.unwrap();
        let start = NewMilestone { milestone: Milestone::ActualStart, on: day("2026-03-02"), document: None, batch: None };
        let start = record_milestone(&contractor, gone, &start).await.unwrap();
        confirm_milestone(&county, gone, start).await.unwrap();
        let days = period("2026-12-01", "2026-12-10");
        let filing = NewShutdown { period: days, reason: "weather".into(), statement: "寒潮期间停工".into(), document: None, changes: None };
        let filed = file_shutdown(&contractor, gone, &filing).await.unwrap();
        assert_eq!(refused(propose_merge(&county, gone, stays, "重复登记").await), ["projects.merge_filing_open"]);
        decide_shutdown(&county, gone, filed, crate::projects::exemptions::Verdict::Approved, "").await.unwrap();
        let merge = propose_merge(&county, gone, stays, "重复登记").await.unwrap();
        confirm_merge(&second, merge).await.unwrap();
        let seen = page(&contractor, stays).await.unwrap();
        assert_eq!(seen.permits.len(), 1);
        assert_eq!(seen.days.actual_start, Some(day("2026-03-02")));
        let told: Vec<_> = seen.statuses.iter().map(|one| (one.period.status, one.period.period.first())).collect();
        let expected = [(Status::Building, day("2026-02-01")), (Status::ShutDown, days.first()), (Status::Building, day("2026-12-11"))];
        assert_eq!(told, expected);
        assert!(seen.shutdowns.iter().any(|one| one.is_in_force && one.exemption.period == days));
        // where it went nothing counts any more
        assert!(page(&county, gone).await.unwrap().permits.is_empty());
    }

    async fn a_merge_is_declined_with_a_reason_and_can_be_proposed_anew(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, county) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        let stays = site(&world).await;
        let gone = register(&contractor, &new_project("崇川某小区", world.enterprise)).await.unwrap();
        let merge = propose_merge(&county, gone, stays, "重复登记").await.unwrap();
        assert_eq!(refused(decline_merge(&county, merge, "").await), ["projects.reason_length"]);
        decline_merge(&county, merge, "不是同一工程").await.unwrap();
        assert_eq!(refused(confirm_merge(&world.as_(Part::Industry), merge).await), ["projects.merge_decided"]);
        propose_merge(&county, gone, stays, "重复登记").await.unwrap();
    }

    async fn changes_are_kept_and_nobody_overwrites_what_was_not_read(town: Town) {
        let (_bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let project = site(&world).await;
        let whole = Draft {
            street: "新城街道".into(), address: "世纪大道1号".into(), longitude: "120.867".into(), latitude: "32.01".into(),
            works: "housing".into(), nature: "new".into(), size: "large".into(), floor_area: "12500.5".into(),
            length: "30".into(), investment: "38000.000001".into(), planned_start: "2026-03-01".into(),
            planned_finish: "2028-03-01".into(), ..draft("崇川某小区一期工程")
        };
        change_details(&contractor, project, 0, &whole, None).await.unwrap();
        let seen = page(&contractor, project).await.unwrap();
        assert_eq!((&seen.project.details, seen.project.revision), (&whole.check().unwrap(), 1));
        let (kept, total) = changes(&contractor, project, 0).await.unwrap();
        assert_eq!((kept.len(), total), (13, 13));
        let name = kept.iter().find(|change| change.field == "name").unwrap();
        assert_eq!((name.before.as_deref(), name.after.as_deref()), (Some("崇川某小区一期"), Some("崇川某小区一期工程")));
        assert_eq!(name.by, Some(world.account(Part::EnterpriseAdministrator)));
        let late = change_details(&contractor, project, 0, &draft("别的名称"), None).await;
        assert_eq!(refused(late), ["projects.changed_meanwhile"]);
        // the same again changes nothing
        change_details(&contractor, project, 1, &whole, None).await.unwrap();
        assert_eq!(changes(&contractor, project, 0).await.unwrap().1, 13);
        change_details(&officer(&world, project), project, 1, &Draft { street: "文峰街道".into(), ..whole.clone() }, None).await.unwrap();
        for part in [Part::HumanResources, Part::City, Part::Issuer] {
            let outcome = change_details(&world.as_(part), project, 2, &whole, None).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in STRANGERS {
            assert!(matches!(change_details(&world.as_(part), project, 2, &whole, None).await, Err(Fault::NotFound)));
            assert!(matches!(changes(&world.as_(part), project, 0).await, Err(Fault::NotFound)));
        }
    }

    async fn once_accepted_a_project_is_moved_by_the_office(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        let project = site(&world).await;
        accept(&office, project, 0).await.unwrap();
        let moved = Draft { area: "320623".into(), ..draft("崇川某小区一期") };
        let outcome = change_details(&contractor, project, 0, &moved, None).await;
        assert_eq!(refused(outcome), ["projects.place_is_accepted"]);
        let outcome = set_place(&contractor, project, "320623", "housing", "地址有误").await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        // nor does a county move a site out of its own sight
        let outcome = set_place(&office, project, "320623", "housing", "地址有误").await;
        assert_eq!(refused(outcome), ["projects.area_of_others"]);
        set_place(&office, project, "320613", "water", "行业有误").await.unwrap();
        set_place(&of_city(&world), project, "320623", "housing", "地址有误").await.unwrap();
        assert!(matches!(page(&office, project).await, Err(Fault::NotFound)));
        let seen = page(&world.as_(Part::OtherHumanResources), project).await.unwrap();
        assert_eq!(seen.project.details.area, "320623");
    }

    // pack A is for what the issuer supervises
    async fn the_supervising_body_decides_about_pack_a(town: Town) {
        let (bed, world) = town.apart();
        let project = site(&world).await;
        let today = bed.ctx.now().day();
        assert!(!rules_on(world.ctx.db.reader(), project, today).await.unwrap().has("t1.period"));
        let office = world.as_(Part::Industry);
        let issuer = Some(world.offices.issuer);
        let outcome = set_supervising_office(&world.as_(Part::EnterpriseAdministrator), project, issuer, "由我处监管").await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        let unknown = set_supervising_office(&office, project, Some(Uuid::from_u128(9)), "由我处监管").await;
        assert_eq!(refused(unknown), ["projects.office_unknown"]);
        set_supervising_office(&office, project, issuer, "由我处监管").await.unwrap();
        assert!(rules_on(world.ctx.db.reader(), project, today).await.unwrap().has("t1.period"));
        set_place(&of_city(&world), project, "320623", "housing", "地址有误").await.unwrap();
        assert!(!rules_on(world.ctx.db.reader(), project, today).await.unwrap().has("t1.period"));
    }
}
