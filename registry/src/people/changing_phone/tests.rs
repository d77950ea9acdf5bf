use super::*;
use crate::accounts::SessionKind;
use crate::accounts::messenger::{DemoOutbox, demo_outbox};
use crate::accounts::store::sign_in;
use crate::fixtures::{PASSWORD, Part, World};

const NEW: &str = "19500001234";

async fn change(
    world: &World,
    part: Part,
    messenger: Option<&dyn Messenger>,
    phone: &str,
    password: &str,
) -> Result<PhoneChange, Fault> {
    let new = NewPhone { phone, password, code: "" };
    change_phone(&world.as_(part), messenger, &new, str::to_owned).await
}

async fn comes(world: &World, phone: &str) -> bool {
    sign_in(&world.anonymous(), phone, PASSWORD, SessionKind::Cookie, "").await.is_ok()
}

crate::on_both! {
    async fn a_phone_changes_for_the_password_where_no_message_can_be_sent(town: Town) {
        let (_bed, world) = town.apart();
        assert_eq!(change(&world, Part::Bystander, None, NEW, PASSWORD).await.unwrap(), PhoneChange::Done);
        assert!(comes(&world, NEW).await && !comes(&world, &Part::Bystander.member().phone()).await);
        let wrong = change(&world, Part::Bystander, None, NEW, "wrong-2026").await.unwrap_err();
        assert_eq!(wrong.code(), Some("accounts.old_password_wrong"));
    }

    async fn where_messages_are_sent_the_new_number_proves_itself(town: Town) {
        let (bed, world) = town.apart();
        assert_eq!(change(&world, Part::Bystander, Some(&DemoOutbox), NEW, PASSWORD).await.unwrap(), PhoneChange::CodeSent);
        assert!(!comes(&world, NEW).await);
        let sent = demo_outbox(&bed.ctx).await.unwrap().remove(0);
        assert_eq!(sent.to_masked, "195****1234");
        let me = world.as_(Part::Bystander);
        assert_eq!(confirm_phone(&me, "00000000").await.unwrap_err().code(), Some("accounts.reset_code_wrong"));
        // another's code is another's
        assert!(confirm_phone(&world.as_(Part::CandidateHeld), &sent.text).await.is_err());
        confirm_phone(&me, &sent.text).await.unwrap();
        assert!(comes(&world, NEW).await);
        assert!(confirm_phone(&me, &sent.text).await.is_err());
    }

    async fn a_number_of_another_account_and_a_stranger_are_refused(town: Town) {
        let (_bed, world) = town.apart();
        let taken = Part::CandidateHeld.member().phone();
        let refused = change(&world, Part::Bystander, None, &taken, PASSWORD).await.unwrap_err();
        assert_eq!(refused.code(), Some("people.phone_not_usable"));
        let new = NewPhone { phone: NEW, password: PASSWORD, code: "" };
        let stranger = change_phone(&world.anonymous(), None, &new, str::to_owned).await;
        assert!(matches!(stranger, Err(Fault::Anonymous)));
    }
}
