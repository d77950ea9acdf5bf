#![allow(clippy::unwrap_used)]

use super::*;
use crate::accounts::NewAccount;
use crate::accounts::store::{find_session, sign_up};
use crate::accounts::{Holder, SessionKind, sessions};
use crate::ctx::{Actor, SignedIn};
use crate::entity::registrations;
use crate::fixtures::{PASSWORD, Part, World, extra};
use crate::people::my_data::my_data;
use crate::people::requests::{Correction, correct_name, correctable, own_requests};
use crate::people::store::{confirm_identity, own, own_full_values};
use crate::people::{Document, IdNumber, Phone};
use crate::workers::store::{NewTeam, Origin, create_team};

const SITE_PHONE: &str = "13800000000";

/// Somebody of this name whom the officer of the world's project put on its books, and the form to sign up with.
async fn on_the_books(world: &World, name: &str) -> (Uuid, NewAccount) {
    let (ctx, new) = (&world.ctx, extra(41, name, PASSWORD));
    let number = IdNumber::parse(&new.id_number, ctx.now().day()).unwrap();
    let person = new_row(ctx, name, &number, &Phone::parse(SITE_PHONE).unwrap()).unwrap();
    let id = person.id;
    let team = NewTeam { unit: world.enterprise, name: "钢筋班", entered: None };
    let team = create_team(&world.as_(Part::ProjectOfficer), world.project, &team, Origin::ByHand).await.unwrap();
    let registration = registrations::ActiveModel {
        id: Set(ctx.new_id()),
        person_id: Set(id),
        project_id: Set(world.project),
        unit_id: Set(world.enterprise),
        team_id: Set(Some(team)),
        role: Set("worker".into()),
        trade: Set("020".into()),
        post: Set("钢筋工".into()),
        registered_at: Set(ctx.now().0),
        recorded_at: Set(ctx.now().0),
        entered_on: Set(Some("2026-11-02".into())),
        ..Default::default()
    };
    people::Entity::insert(person.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
    registrations::Entity::insert(registration).exec_without_returning(ctx.db.writer()).await.unwrap();
    (id, new)
}

/// Whoever holds this account, as a session finds them.
async fn as_account(world: &World, account: Uuid) -> Ctx {
    let ctx = world.anonymous();
    let token = begin(&ctx, account).await.unwrap();
    let who: SignedIn = find_session(&ctx, &token).await.unwrap().unwrap();
    world.ctx.acting_as(Actor::SignedIn(who))
}

async fn begin(ctx: &Ctx, account: Uuid) -> Result<String, Fault> {
    let (kind, holder) = (SessionKind::Cookie, Holder::Candidate);
    crate::transact!(ctx, |tx| { Ok(sessions::begin(tx, ctx, account, kind, "test", holder).await?.token) })
}

crate::on_both! {
    async fn an_account_takes_over_the_record_of_an_equal_number_and_name(town: Town) {
        let (bed, world) = town.apart();
        let (person, new) = on_the_books(&world, "陆建明").await;
        let account = sign_up(&world.anonymous(), &new).await.unwrap();
        let me = as_account(&world, account).await;
        assert_eq!(me.signed_in().unwrap().person, person, "there is no second record of the person");
        assert_eq!(own_full_values(&me).await.unwrap().phone, new.phone);
        let taken = person_takeovers::Entity::find_by_id(account).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!(bed.ctx.vault.open_text(OLD_PHONE, &taken.old_phone_sealed).unwrap(), SITE_PHONE);
        let again = sign_up(&world.anonymous(), &new).await.unwrap_err();
        assert_eq!(again.code(), Some("accounts.already_registered"));

        assert!(own(&me).await.unwrap().identity.is_none());
        assert!(my_data(&me).await.unwrap().work.registrations.is_empty(), "nobody has looked who it is");
        assert!(crate::workers::store::own_record(&me).await.unwrap().is_none());
        confirm_identity(&world.as_(Part::HumanResources), person, Document::IdentityCard).await.unwrap();
        assert_eq!(my_data(&me).await.unwrap().work.registrations.len(), 1);
        assert!(crate::workers::store::own_record(&me).await.unwrap().is_some());
    }

    async fn what_was_confirmed_of_a_person_before_does_not_hold_for_the_account(town: Town) {
        let (bed, world) = town.apart();
        let (person, new) = on_the_books(&world, "陆建明").await;
        let row = identity_confirmations::Model {
            id: bed.ctx.new_id(),
            person_id: person,
            confirmed_by: world.account(Part::HumanResources),
            office_id: Some(world.offices.human_resources),
            enterprise_id: None,
            document: "identity_card".into(),
            confirmed_at: bed.ctx.now().0,
            withdrawn_at: None,
            withdrawn_reason: None,
            withdrawn_by: None,
        };
        identity_confirmations::Entity::insert(row.into_active_model()).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        let account = sign_up(&world.anonymous(), &new).await.unwrap();
        assert!(own(&as_account(&world, account).await).await.unwrap().identity.is_none());
    }

    async fn another_name_for_the_number_is_refused_until_an_office_puts_it_right(town: Town) {
        let (_bed, world) = town.apart();
        let (person, wrong) = on_the_books(&world, "陆健明").await;
        let new = NewAccount { name: "陆建明".into(), ..wrong };
        let refused = sign_up(&world.anonymous(), &new).await.unwrap_err();
        assert_eq!(refused.code(), Some("accounts.number_on_record"));

        let correction = Correction { name: "陆建明", document: Some(Document::IdentityCard), reason: "登记时写错一字" };
        for part in [Part::OtherHumanResources, Part::EnterpriseAdministrator] {
            let refused = correct_name(&world.as_(part), person, &correction).await;
            assert!(matches!(refused, Err(Fault::NotFound)), "{part:?}: {refused:?}");
        }
        for part in [Part::Bystander, Part::Industry, Part::City] {
            let refused = correct_name(&world.as_(part), person, &correction).await;
            assert!(matches!(refused, Err(Fault::Forbidden)), "{part:?}: {refused:?}");
        }
        let office = world.as_(Part::HumanResources);
        let unseen = Correction { document: None, ..correction.clone() };
        assert_eq!(correct_name(&office, person, &unseen).await.unwrap_err().code(), Some("people.request_document_missing"));
        correct_name(&office, person, &correction).await.unwrap();
        assert_eq!(correct_name(&office, person, &correction).await.unwrap_err().code(), Some("people.name_unchanged"));

        let account = sign_up(&world.anonymous(), &new).await.unwrap();
        let asked = own_requests(&as_account(&world, account).await).await.unwrap();
        let said: Vec<_> = asked.iter().map(|one| (one.old_name.as_deref(), one.new_name.as_deref())).collect();
        assert_eq!(said, [(Some("陆健明"), Some("陆建明"))], "both names stay on record");
        assert_eq!(correctable(&office, person).await.unwrap_err().code(), Some("people.name_by_request"));
    }
}
