use super::*;

/// From today the rules of the world's site do without the enterprise's word.
async fn without_confirmation(world: &World) {
    let off = [("binding.enterprise_confirm".to_owned(), false.into())].into();
    rulepacks::store::amend(&world.ctx, "B", rulepacks::store::CITY, world.ctx.now().day(), off).await.unwrap();
}

crate::on_both! {
    //
    async fn of_many_who_become_responsible_at_once_one_does(town: Town) {
        let (_bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        end(&administrator, of_world(&world).await, "调离项目").await.unwrap();
        let mut asked = Vec::new();
        for part in [Part::CandidateReady, Part::CandidateNew, Part::CandidateHeld] {
            let number = certified(&world, part).await;
            let wish = wish(&world, to(world.project, Duty::Responsible));
            asked.push(propose(&world.as_(part), &number, &wish).await.unwrap());
        }
        let (one, two, three) = tokio::join!(
            confirm(&administrator, asked[0]),
            confirm(&administrator, asked[1]),
            confirm(&administrator, asked[2])
        );
        let outcomes = [one, two, three];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let late = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(late.map(Fault::code).all(|code| code == Some("filings.place_taken")), "{outcomes:?}");
    }

    // where no enterprise confirms, whoever asks first is responsible at once
    async fn of_many_who_ask_at_once_where_nobody_confirms_one_becomes_responsible(town: Town) {
        let (_bed, world) = town.apart();
        without_confirmation(&world).await;
        end(&world.as_(Part::EnterpriseAdministrator), of_world(&world).await, "调离项目").await.unwrap();
        let mut numbers = Vec::new();
        for part in [Part::CandidateReady, Part::CandidateNew, Part::CandidateHeld] {
            numbers.push((world.as_(part), certified(&world, part).await));
        }
        let asked = wish(&world, to(world.project, Duty::Responsible));
        let (one, two, three) = tokio::join!(
            propose(&numbers[0].0, &numbers[0].1, &asked),
            propose(&numbers[1].0, &numbers[1].1, &asked),
            propose(&numbers[2].0, &numbers[2].1, &asked)
        );
        let outcomes = [one, two, three];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let late = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(late.map(Fault::code).all(|code| code == Some("filings.place_taken")), "{outcomes:?}");
        let responsible = officers_of(world.ctx.db.reader(), world.project).await.unwrap();
        assert_eq!(responsible.len(), 1);
    }

    // the end of the bindings and a new one take turns at the project
    async fn whoever_asks_while_the_contractor_leaves_is_not_bound_to_a_project_without_one(town: Town) {
        let (bed, world) = town.apart();
        without_confirmation(&world).await;
        let administrator = world.as_(Part::EnterpriseAdministrator);
        end(&administrator, of_world(&world).await, "调离项目").await.unwrap();
        let (number, candidate) = (certified(&world, Part::CandidateReady).await, world.as_(Part::CandidateReady));
        let (row, _) = contractor(&world).await;
        let asked = wish(&world, to(world.project, Duty::Responsible));
        bed.clock.advance_ms(1);
        let (gone, bound) = tokio::join!(
            withdraw(&administrator, world.project, Record::Party(row), "登记有误"),
            propose(&candidate, &number, &asked)
        );
        gone.unwrap();
        if let Err(late) = bound {
            assert_eq!(late.code(), Some("filings.project_unknown"));
        }
        assert_eq!(officers_of(world.ctx.db.reader(), world.project).await.unwrap(), []);
    }
}
