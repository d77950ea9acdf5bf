use super::super::SessionKind;
use super::super::proof::wrong_sign_in;
use super::super::second_factor;
use super::*;
use crate::Actor;
use crate::audit::Filter;
use crate::fixtures::{PASSWORD, Part, World, extra, world};
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::permissions::Role;

const DEVICE: &str = "Firefox, Debian";

async fn enter(world: &World, part: Part) -> NewSession {
    if world.totp_secret(part).is_some() {
        return world.enter(part).await.unwrap();
    }
    sign_in(&world.anonymous(), &part.member().phone(), PASSWORD, SessionKind::Cookie, DEVICE).await.unwrap()
}

/// As the holder of this session, found by its token.
async fn with(world: &World, session: &NewSession) -> Ctx {
    let who = find_session(&world.ctx, &session.token).await.unwrap().unwrap();
    world.ctx.acting_as(Actor::SignedIn(who))
}

async fn is_open(world: &World, session: &NewSession) -> bool {
    find_session(&world.ctx, &session.token).await.unwrap().is_some()
}

async fn fail(world: &World, part: Part) -> &'static str {
    let outcome = sign_in(&world.anonymous(), &part.member().phone(), "wrong-2026", SessionKind::Cookie, "").await;
    outcome.unwrap_err().code().unwrap()
}

async fn audited(ctx: &Ctx, verb: &str, subject: &str) -> usize {
    let filter = Filter { subject_kind: Some("account".into()), subject: Some(subject.into()), ..Filter::default() };
    let (entries, _) = audit::list(ctx, &filter, 0, 100).await.unwrap();
    entries.into_iter().filter(|entry| entry.verb == verb).count()
}

crate::on_both! {
    async fn signing_up_makes_an_account_that_signs_in_by_either_number(bed) {
        let anonymous = bed.ctx.acting_as(Actor::Anonymous);
        let new = extra(1, "钱多多", PASSWORD);
        let account = sign_up(&anonymous, &new).await.unwrap();
        for name in [&new.phone, &new.id_number, &format!("+86 {}", new.phone), &new.id_number.to_lowercase()] {
            let session = sign_in(&anonymous, name, PASSWORD, SessionKind::Bearer, DEVICE).await.unwrap();
            assert_eq!(session.account, account);
        }
        assert_eq!(audited(&bed.ctx, "sign_up", &account.to_string()).await, 1);
        assert_eq!(audited(&bed.ctx, "sign_in", &account.to_string()).await, 4);
    }

    async fn a_number_that_is_taken_is_refused_in_the_same_words(bed) {
        let anonymous = bed.ctx.acting_as(Actor::Anonymous);
        let (first, second) = (extra(1, "钱多多", PASSWORD), extra(2, "钱少少", PASSWORD));
        sign_up(&anonymous, &first).await.unwrap();
        let same_number = NewAccount { id_number: first.id_number.clone(), ..second.clone() };
        let same_phone = NewAccount { phone: first.phone.clone(), ..second.clone() };
        for new in [&first, &same_number, &same_phone] {
            let refused = sign_up(&anonymous, new).await.unwrap_err();
            assert!(matches!(&refused, Fault::Refused(reasons) if *reasons == [Refusal::new("accounts.already_registered")]));
        }
        sign_up(&anonymous, &second).await.unwrap();
    }

    async fn what_is_stored_shows_neither_numbers_nor_password(bed) {
        let anonymous = bed.ctx.acting_as(Actor::Anonymous);
        let new = extra(1, "钱多多", PASSWORD);
        sign_up(&anonymous, &new).await.unwrap();
        let person = people::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let account = accounts::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let stored = format!("{person:?} {account:?}");
        for secret in [&new.phone, &new.id_number, PASSWORD] {
            assert!(!stored.contains(secret));
        }
        assert!(account.password_hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(account.privacy_notice, PRIVACY_NOTICE);
    }

    async fn a_wrong_name_and_a_wrong_password_get_one_answer(town: Town) {
        let (bed, world) = town.apart();
        let phone = Part::Bystander.member().phone();
        for (name, password) in [(phone.as_str(), "wrong-2026"), ("13900000000", PASSWORD), ("nobody", PASSWORD), ("", "")] {
            let refused = sign_in(&world.anonymous(), name, password, SessionKind::Cookie, "").await.unwrap_err();
            assert!(matches!(&refused, Fault::Refused(reasons) if *reasons == [wrong_sign_in()]), "{name}");
        }
        assert_eq!(audited(&bed.ctx, "sign_in_failed", "unknown").await, 3);
        assert_eq!(audited(&bed.ctx, "sign_in_failed", &world.account(Part::Bystander).to_string()).await, 1);
    }

    async fn five_failures_close_the_door_for_a_quarter_of_an_hour(town: Town) {
        let (bed, world) = town.apart();
        for _ in 0..4 {
            assert_eq!(fail(&world, Part::Bystander).await, "accounts.sign_in_wrong");
        }
        let refused = sign_in(&world.anonymous(), &Part::Bystander.member().id_number(), "x", SessionKind::Cookie, "").await;
        let Err(Fault::Refused(reasons)) = refused else { panic!("the fifth failure passed") };
        assert_eq!(reasons, [Refusal::new("accounts.locked").with("until", "09:15")]);
        let right = sign_in(&world.anonymous(), &Part::Bystander.member().phone(), PASSWORD, SessionKind::Cookie, "").await;
        assert_eq!(right.unwrap_err().code(), Some("accounts.locked"));
        bed.clock.advance_ms(15 * MINUTE_MS);
        assert_eq!(fail(&world, Part::Bystander).await, "accounts.sign_in_wrong");
        enter(&world, Part::Bystander).await;
        // a success forgets the failures before it
        for _ in 0..4 {
            assert_eq!(fail(&world, Part::Bystander).await, "accounts.sign_in_wrong");
        }
    }

    async fn many_attempts_at_once_count_one_by_one(bed) {
        let world = std::sync::Arc::new(world(&bed.ctx).await.unwrap());
        let attempts: Vec<_> = (0..12)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { fail(&world, Part::Bystander).await })
            })
            .collect();
        let mut answers = Vec::new();
        for attempt in attempts {
            answers.push(attempt.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|code| **code == "accounts.sign_in_wrong").count(), 4);
        assert_eq!(answers.iter().filter(|code| **code == "accounts.locked").count(), 8);
    }

    async fn a_proof_that_ran_beside_the_fifth_failure_comes_too_late(town: Town) {
        let (bed, world) = town.apart();
        let before = find_account(&bed.ctx, &Part::Bystander.member().phone()).await.unwrap().unwrap();
        for _ in 0..5 {
            fail(&world, Part::Bystander).await;
        }
        let late = async || crate::transact!(bed.ctx, |tx| { accept(tx, &bed.ctx, &before).await });
        assert_eq!(late().await.unwrap_err().code(), Some("accounts.locked"));
        assert_eq!(prove(&bed.ctx, &before, PASSWORD, Asked::SignIn).await.unwrap_err().code(), Some("accounts.locked"));
    }

    async fn every_sign_in_makes_a_new_session_and_ends_the_one_before(town: Town) {
        let (_bed, world) = town.apart();
        let (first, other) = (enter(&world, Part::Bystander).await, enter(&world, Part::Bystander).await);
        assert_ne!(first.token, other.token);
        let ctx = with(&world, &first).await;
        let phone = Part::Bystander.member().phone();
        let rotated = sign_in(&ctx, &phone, PASSWORD, SessionKind::Cookie, DEVICE).await.unwrap();
        assert!(!is_open(&world, &first).await);
        assert!(is_open(&world, &rotated).await && is_open(&world, &other).await);
    }

    async fn a_session_knows_person_and_posts_and_no_other_token_opens_it(town: Town) {
        let (_bed, world) = town.apart();
        let session = enter(&world, Part::HumanResources).await;
        let who = find_session(&world.ctx, &session.token).await.unwrap().unwrap();
        assert_eq!((who.name.as_str(), who.person), ("钱慧", world.person(Part::HumanResources)));
        assert_eq!(who.posts.len(), 1);
        assert_eq!((who.posts[0].role, who.posts[0].area.as_deref()), (Role::HumanResources, Some("320613")));
        for token in ["", "x", &session.token[1..], &sessions::token_hash(&session.token)] {
            assert!(find_session(&world.ctx, token).await.unwrap().is_none());
        }
        let employer = enter(&world, Part::EnterpriseAdministrator).await;
        let posts = find_session(&world.ctx, &employer.token).await.unwrap().unwrap().posts;
        assert_eq!((posts[0].role, posts[0].enterprise), (Role::EnterpriseAdministrator, Some(world.enterprise)));
    }

    async fn sessions_end_when_idle_and_when_old(town: Town) {
        let (bed, world) = town.apart();
        let (staff, candidate) = (enter(&world, Part::Issuer).await, enter(&world, Part::Bystander).await);
        assert_eq!(staff.expires_at.since(bed.ctx.now()), 12 * HOUR_MS);
        for _ in 0..5 {
            bed.clock.advance_ms(2 * HOUR_MS - 1);
            assert!(is_open(&world, &staff).await);
        }
        bed.clock.advance_ms(2 * HOUR_MS);
        assert!(!is_open(&world, &staff).await && is_open(&world, &candidate).await);
        for _ in 0..4 {
            bed.clock.advance_ms(7 * DAY_MS - DAY_MS);
            assert!(is_open(&world, &candidate).await);
        }
        bed.clock.advance_ms(6 * DAY_MS);
        assert!(!is_open(&world, &candidate).await);
        let idle = enter(&world, Part::Bystander).await;
        bed.clock.advance_ms(7 * DAY_MS);
        assert!(!is_open(&world, &idle).await);
    }

    async fn a_first_post_makes_a_long_session_short(town: Town) {
        let (bed, world) = town.apart();
        let session = enter(&world, Part::Bystander).await;
        bed.clock.advance_ms(13 * HOUR_MS);
        assert!(is_open(&world, &session).await);
        let grantee = crate::offices::store::Grantee::Person(world.person(Part::Bystander));
        let administrator = world.as_(Part::OfficeAdministrator);
        crate::offices::store::grant(&administrator, &grantee, Role::Proctor, world.offices.issuer).await.unwrap();
        assert!(!is_open(&world, &session).await);
    }

    async fn signing_out_ends_this_session_only(town: Town) {
        let (_bed, world) = town.apart();
        let (first, second) = (enter(&world, Part::Bystander).await, enter(&world, Part::Bystander).await);
        sign_out(&with(&world, &first).await).await.unwrap();
        assert!(!is_open(&world, &first).await && is_open(&world, &second).await);
        assert!(matches!(sign_out(&world.anonymous()).await, Err(Fault::Anonymous)));
    }

    async fn the_own_sessions_are_listed_and_ended_by_their_holder_only(town: Town) {
        let (_bed, world) = town.apart();
        let (first, second) = (enter(&world, Part::Bystander).await, enter(&world, Part::Bystander).await);
        let foreign = with(&world, &enter(&world, Part::CandidateHeld).await).await;
        let ctx = with(&world, &first).await;
        let listed = own_sessions(&ctx).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed.iter().filter(|session| session.is_this_one).count(), 1);
        let other = listed.iter().find(|session| !session.is_this_one).unwrap();
        assert_eq!((other.device.as_str(), other.kind), (DEVICE, SessionKind::Cookie));
        assert!(matches!(end_session(&foreign, other.id).await, Err(Fault::NotFound)));
        assert!(is_open(&world, &second).await);
        end_session(&ctx, other.id).await.unwrap();
        assert!(!is_open(&world, &second).await);
        assert!(matches!(end_session(&ctx, other.id).await, Err(Fault::NotFound)));
    }

    async fn every_other_session_ends_at_once(town: Town) {
        let (bed, world) = town.apart();
        let sessions = [enter(&world, Part::Bystander).await, enter(&world, Part::Bystander).await, enter(&world, Part::Bystander).await];
        let foreign = enter(&world, Part::CandidateHeld).await;
        assert_eq!(end_other_sessions(&with(&world, &sessions[1]).await).await.unwrap(), 2);
        for (session, stays) in sessions.iter().zip([false, true, false]) {
            assert_eq!(is_open(&world, session).await, stays);
        }
        assert!(is_open(&world, &foreign).await);
        assert_eq!(audited(&bed.ctx, "end_other_sessions", &world.account(Part::Bystander).to_string()).await, 1);
        assert!(matches!(end_other_sessions(&world.anonymous()).await, Err(Fault::Anonymous)));
    }

    async fn a_session_keeps_the_first_part_of_its_address(town: Town) {
        let (_bed, world) = town.apart();
        let ctx = world.anonymous().coming_from(Some("203.0.113.9".parse().unwrap()));
        let phone = Part::Bystander.member().phone();
        let session = sign_in(&ctx, &phone, PASSWORD, SessionKind::Cookie, DEVICE).await.unwrap();
        assert_eq!(own_sessions(&with(&world, &session).await).await.unwrap()[0].address, "203.0.113.*");
    }

    async fn a_new_password_ends_every_other_session(town: Town) {
        let (_bed, world) = town.apart();
        let (first, second) = (enter(&world, Part::Bystander).await, enter(&world, Part::Bystander).await);
        let ctx = with(&world, &first).await;
        change_password(&ctx, PASSWORD, "another-2027").await.unwrap();
        assert!(is_open(&world, &first).await && !is_open(&world, &second).await);
        let phone = Part::Bystander.member().phone();
        assert!(sign_in(&world.anonymous(), &phone, PASSWORD, SessionKind::Cookie, "").await.is_err());
        assert!(sign_in(&world.anonymous(), &phone, "another-2027", SessionKind::Cookie, "").await.is_ok());
    }

    async fn a_new_password_needs_the_old_one_and_the_same_rules(town: Town) {
        let (_bed, world) = town.apart();
        let ctx = with(&world, &enter(&world, Part::Bystander).await).await;
        let code = async |old: &str, new: &str| change_password(&ctx, old, new).await.unwrap_err().code().unwrap();
        assert_eq!(code(PASSWORD, "short-1").await, "accounts.password_short");
        assert_eq!(code(PASSWORD, &format!("my{}", Part::Bystander.member().phone())).await, "accounts.password_own_data");
        assert_eq!(code(PASSWORD, PASSWORD).await, "accounts.password_unchanged");
        for _ in 0..4 {
            assert_eq!(code("wrong-2026", "another-2027").await, "accounts.old_password_wrong");
        }
        assert_eq!(code("wrong-2026", "another-2027").await, "accounts.locked");
        assert_eq!(code(PASSWORD, "another-2027").await, "accounts.locked");
        // a locked door does not tell the right password by another refusal
        assert_eq!(code(PASSWORD, "short-1").await, "accounts.locked");
    }

    async fn the_setup_link_makes_one_administrator_once(bed) {
        let anonymous = bed.ctx.acting_as(Actor::Anonymous);
        let older = make_setup_link(&bed.ctx).await.unwrap().unwrap();
        let token = make_setup_link(&bed.ctx).await.unwrap().unwrap();
        let new = extra(1, "钱多多", PASSWORD);
        let refused = use_setup_link(&anonymous, &older, &new).await.unwrap_err();
        assert_eq!(refused.code(), Some("accounts.setup_link_not_open"));
        assert!(setup_link_is_open(&anonymous, &token).await.unwrap());
        let account = use_setup_link(&anonymous, &token, &new).await.unwrap();
        let session = sign_in(&anonymous, &new.phone, PASSWORD, SessionKind::Cookie, "").await.unwrap();
        assert_eq!(session.account, account);
        let posts = async || find_session(&bed.ctx, &session.token).await.unwrap().unwrap().posts;
        assert_eq!(posts().await, [], "the role rests until the second factor is set up");
        let who = find_session(&bed.ctx, &session.token).await.unwrap().unwrap();
        second_factor::tests::set_up(&bed.ctx.acting_as(Actor::SignedIn(who))).await;
        assert_eq!(posts().await[0].role, Role::SystemAdministrator);
        let again = use_setup_link(&anonymous, &token, &extra(2, "钱少少", PASSWORD)).await;
        assert_eq!(again.unwrap_err().code(), Some("accounts.setup_link_not_open"));
        assert_eq!(make_setup_link(&bed.ctx).await.unwrap(), None);
    }

    async fn the_setup_link_lives_for_a_day_and_is_made_by_the_program_only(bed) {
        let anonymous = bed.ctx.acting_as(Actor::Anonymous);
        assert!(matches!(make_setup_link(&anonymous).await, Err(Fault::Forbidden)));
        let token = make_setup_link(&bed.ctx).await.unwrap().unwrap();
        bed.clock.advance_ms(DAY_MS);
        let late = use_setup_link(&anonymous, &token, &extra(1, "钱多多", PASSWORD)).await;
        assert_eq!(late.unwrap_err().code(), Some("accounts.setup_link_not_open"));
    }
    async fn the_operator_acts_for_whoever_signs_in_so_without_the_rights_of_offices(town: Town) {
        let (bed, world) = town.apart();
        let member = Part::ProjectOfficer.member();
        for sign_in in [member.phone(), member.id_number()] {
            let officer = on_behalf_of(&bed.ctx, &sign_in).await.unwrap();
            let who = officer.signed_in().unwrap();
            assert_eq!(who.person, world.person(Part::ProjectOfficer));
            assert!(who.posts.iter().any(|post| post.project == Some(world.project)), "{:?}", who.posts);
        }
        let clerk = on_behalf_of(&bed.ctx, &Part::HumanResources.member().phone()).await.unwrap();
        assert_eq!(clerk.signed_in().unwrap().posts, []);
        for nobody in ["19912345678", "32069019900101001X", "no number"] {
            assert!(matches!(on_behalf_of(&bed.ctx, nobody).await, Err(Fault::NotFound)), "{nobody}");
        }
        for stranger in [world.anonymous(), world.as_(Part::ProjectOfficer)] {
            assert!(matches!(on_behalf_of(&stranger, &member.phone()).await, Err(Fault::Forbidden)));
        }
    }
}
