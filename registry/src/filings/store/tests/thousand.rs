//! A thousand at once: one becomes responsible, one takes the officer's last place below the limit, the others hear why not.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::crowd::{Bound, bind, certificates_of, people, sites, work, works_everywhere};
use super::*;

const ATTEMPTS: usize = 1_000;
/// More than anybody who waits ten seconds for a connection needs.
const TRIES: usize = 50;

/// Confirms all of them at the same time, none before the last is there; how it went with each.
async fn confirm_all(ctx: &Ctx, bindings: &[Uuid]) -> Vec<Result<(), Fault>> {
    let start = Arc::new(Barrier::new(bindings.len()));
    let mut tasks = JoinSet::new();
    for id in bindings.iter().copied() {
        let (ctx, start) = (ctx.clone(), Arc::clone(&start));
        tasks.spawn(async move {
            start.wait().await;
            confirm_patiently(&ctx, id).await
        });
    }
    tasks.join_all().await
}

/// As somebody would who is told that too many ask at once: whoever waited in vain for a connection comes again.
async fn confirm_patiently(ctx: &Ctx, binding: Uuid) -> Result<(), Fault> {
    for _ in 0..TRIES {
        match confirm(ctx, binding).await {
            Err(Fault::Busy) => tokio::time::sleep(Duration::from_millis(20)).await,
            outcome => return outcome,
        }
    }
    Err(Fault::Busy)
}

fn one_and_why_not(outcomes: &[Result<(), Fault>], why: &str) {
    assert_eq!(outcomes.len(), ATTEMPTS);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for late in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(late.code(), Some(why), "{late:?}");
    }
}

crate::on_both! {
    //
    async fn of_a_thousand_who_become_responsible_at_once_one_does(town: Town) {
        let (_bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        end(&administrator, of_world(&world).await, "调离项目").await.unwrap();
        let people = people(&world.ctx, 1, u16::try_from(ATTEMPTS).unwrap()).await;
        let certificates = certificates_of(&world, &people).await;
        let asked = people.iter().zip(&certificates).map(|(person, certificate)| Bound {
            person: *person,
            certificate: *certificate,
            project: world.project,
            confirmed_at: None,
        });
        let asked = bind(&world, &asked.collect::<Vec<_>>()).await;
        one_and_why_not(&confirm_all(&administrator, &asked).await, "filings.place_taken");
        assert_eq!(officers_of(world.ctx.db.reader(), world.project).await.unwrap().len(), 1);
    }

    // 98 people are there, each further project has one; the second would make a hundred
    async fn of_a_thousand_projects_that_take_an_officer_to_the_limit_at_once_one_gets_through(town: Town) {
        let (_bed, world) = town.apart();
        let limit = [("capacity.limit".to_owned(), 100.into())].into();
        rulepacks::store::amend(&world.ctx, "B", rulepacks::store::CITY, world.ctx.now().day(), limit).await.unwrap();
        let crew = people(&world.ctx, 1, 99).await;
        work(&world.ctx, world.project, world.enterprise, &crew[..98]).await;
        let sites = sites(&world, ATTEMPTS).await;
        works_everywhere(&world, &sites, crew[98]).await;
        let own = own(&world.as_(Part::ProjectOfficer)).await.unwrap().remove(0).binding;
        let asked = sites.iter().map(|site| Bound {
            person: own.person,
            certificate: own.certificate,
            project: *site,
            confirmed_at: None,
        });
        let asked = bind(&world, &asked.collect::<Vec<_>>()).await;
        let administrator = world.as_(Part::EnterpriseAdministrator);
        one_and_why_not(&confirm_all(&administrator, &asked).await, "filings.too_many_people");
        let load = capacity::officer_capacity(&administrator, own.person).await.unwrap();
        assert_eq!((load.sites.len(), load.people, load.tasks.len()), (2, 99, 0), "nobody was taken over the limit");
    }
}
