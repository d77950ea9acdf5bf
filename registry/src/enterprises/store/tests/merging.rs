use super::*;

const WHY: &str = "同一企业因代码变更重复登记";

/// The accepted enterprise of 崇川, and a second row for it that somebody else claims.
async fn twice(world: &World) -> (Uuid, Uuid) {
    let claimant = world.as_(Part::Bystander);
    (world.enterprise, register(&claimant, "南通崇川示例建设有限公司", CODE, "320613").await.unwrap())
}

crate::on_both! {
    async fn two_rows_become_one_enterprise_by_two_people(town: Town) {
        let (bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        let (first, second) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let merge = propose_merge(&first, absorbed, kept, WHY).await.unwrap();
        assert_eq!(resolve(bed.ctx.db.reader(), absorbed).await.unwrap(), absorbed, "nothing happens in between");
        assert_eq!(confirm_merge(&first, merge).await.unwrap_err().code(), Some("enterprises.second_must_be_another"));
        let waiting = open_merges(&second).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].id, waiting[0].proposed_by.as_deref()), (1, merge, Some("钱慧")));
        confirm_merge(&second, merge).await.unwrap();
        assert_eq!(resolve(bed.ctx.db.reader(), absorbed).await.unwrap(), kept);
        assert_eq!(rows_of(bed.ctx.db.reader(), kept).await.unwrap(), [kept, absorbed]);
        assert_eq!(get(&first, absorbed).await.unwrap().merged_into, Some(kept));
        assert_eq!(detail(&first, kept).await.unwrap().absorbed[0].id, absorbed);
        assert!(list(&first, Which::All, 0).await.unwrap().0.iter().all(|view| view.id != absorbed));
        assert_eq!(confirm_merge(&second, merge).await.unwrap_err().code(), Some("enterprises.merge_decided"));
        assert!(open_merges(&first).await.unwrap().is_empty());
        // what was merged takes nothing new
        assert_eq!(accept(&first, absorbed, 0).await.unwrap_err().code(), Some("enterprises.merged_already"));
        assert_eq!(propose_merge(&first, absorbed, kept, WHY).await.unwrap_err().code(), Some("enterprises.merged_already"));
        let again = register(&world.as_(Part::CandidateHeld), "别的名称", CODE, "320613").await;
        assert_eq!(again.unwrap_err().code(), Some("enterprises.registered_already"));
    }

    async fn the_history_of_both_rows_is_the_history_of_the_one_that_stands(town: Town) {
        let (bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        let (office, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        accept(&office, absorbed, 0).await.unwrap();
        assert_eq!(find_by_code(&office, CODE).await.unwrap(), absorbed);
        assert_eq!(find_by_code(&world.as_(Part::OtherHumanResources), CODE).await.unwrap_err().code(), Some("enterprises.code_unknown"));
        let people = members(&office, kept, 0).await.unwrap().1;
        let merge = propose_merge(&office, absorbed, kept, WHY).await.unwrap();
        let own = async |ctx: &Ctx| open_merges(ctx).await.unwrap()[0].is_own;
        assert_eq!((own(&office).await, own(&industry).await), (true, false));
        confirm_merge(&industry, merge).await.unwrap();
        assert_eq!(supervisions(&office, kept).await.unwrap().len(), 2);
        assert_eq!(members(&office, kept, 0).await.unwrap().1, people + 2, "the other's one, who came along");
        // a right over the one that stands reaches what was recorded under the other
        let owner = world.as_(Part::EnterpriseAdministrator);
        let reached = reach(&owner, Verb::View, Object::Enterprise).await.unwrap();
        assert!(reached.enterprises.contains(&kept) && reached.enterprises.contains(&absorbed));
        assert_eq!(get(&owner, absorbed).await.unwrap().merged_into, Some(kept));
        assert!(matches!(standing(bed.ctx.db.reader(), absorbed).await, Err(Fault::Refused(_))));
    }

    async fn who_merely_claimed_an_enterprise_gets_no_right_over_it_by_a_merge(town: Town) {
        let (_bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        let merge = propose_merge(&world.as_(Part::HumanResources), absorbed, kept, WHY).await.unwrap();
        confirm_merge(&world.as_(Part::Industry), merge).await.unwrap();
        assert!(own_enterprises(&world.as_(Part::Bystander)).await.unwrap().is_empty());
        assert_eq!(administrators(&world.as_(Part::HumanResources), kept).await.unwrap().len(), 1);
    }

    async fn the_people_of_an_accepted_row_come_along(town: Town) {
        let (_bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        accept(&world.as_(Part::HumanResources), absorbed, 0).await.unwrap();
        let claimant = world.as_now(Part::Bystander).await.unwrap();
        // employed by both rows: once in the end
        add_employee(&claimant, absorbed, &Part::CandidateHeld.member().id_number()).await.unwrap();
        let merge = propose_merge(&world.as_(Part::HumanResources), absorbed, kept, WHY).await.unwrap();
        confirm_merge(&world.as_(Part::Industry), merge).await.unwrap();
        let own = own_enterprises(&world.as_(Part::Bystander)).await.unwrap();
        assert_eq!((own.len(), own[0].enterprise.id, own[0].part), (1, kept, MemberPart::Administrator));
        assert_eq!(employees(&world.as_(Part::HumanResources), kept).await.unwrap().len(), 3);
        let past = members(&world.as_(Part::HumanResources), absorbed, 0).await.unwrap();
        assert!(past.1 == 2 && past.0.iter().all(|member| member.left_at.is_some()));
        let told = supervisions(&world.as_(Part::HumanResources), absorbed).await.unwrap();
        assert_eq!(told[0].ended_reason.as_deref(), Some(WHY));
    }

    async fn a_row_that_others_were_merged_into_leads_on(town: Town) {
        let (bed, world) = town.apart();
        let (first, second) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let (kept, middle) = twice(&world).await;
        let last = register(&world.as_(Part::CandidateNew), "崇川示例", "N2320623MA0000007H", "320613").await.unwrap();
        accept(&first, middle, 0).await.unwrap();
        for (absorbed, kept) in [(last, middle), (middle, kept)] {
            let merge = propose_merge(&first, absorbed, kept, WHY).await.unwrap();
            confirm_merge(&second, merge).await.unwrap();
        }
        assert_eq!(resolve(bed.ctx.db.reader(), last).await.unwrap(), kept);
        let mut rows = rows_of(bed.ctx.db.reader(), kept).await.unwrap();
        rows.sort_unstable();
        let mut all = vec![kept, middle, last];
        all.sort_unstable();
        assert_eq!(rows, all);
    }

    async fn a_merge_that_cannot_be_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        let office = world.as_(Part::HumanResources);
        let code = async |absorbed, kept, why| propose_merge(&office, absorbed, kept, why).await.unwrap_err().code();
        assert_eq!(code(kept, kept, WHY).await, Some("enterprises.merge_with_itself"));
        assert_eq!(code(kept, absorbed, WHY).await, Some("enterprises.merge_keeps_unaccepted"));
        assert_eq!(code(absorbed, kept, "").await, Some("enterprises.reason_length"));
        let merge = propose_merge(&office, absorbed, kept, WHY).await.unwrap();
        assert_eq!(code(absorbed, kept, WHY).await, Some("enterprises.merge_open"));
        decline_merge(&office, merge, "代码核对有误").await.unwrap();
        assert_eq!(decline_merge(&office, merge, "代码核对有误").await.unwrap_err().code(), Some("enterprises.merge_decided"));
        let merge = propose_merge(&office, absorbed, kept, WHY).await.unwrap();
        // what was right when it was proposed may not be any more
        withdraw_acceptance(&office, kept, "暂停核查该企业").await.unwrap();
        let late = confirm_merge(&world.as_(Part::Industry), merge).await.unwrap_err();
        assert_eq!(late.code(), Some("enterprises.merge_keeps_unaccepted"));
        assert_eq!(open_merges(&office).await.unwrap().len(), 1, "it still waits");
    }

    async fn a_merge_is_for_offices_that_reach_both_rows(town: Town) {
        let (_bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        for part in [Part::EnterpriseAdministrator, Part::Bystander, Part::City, Part::Issuer, Part::SystemAdministrator] {
            assert!(matches!(propose_merge(&world.as_(part), absorbed, kept, WHY).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let other = world.as_(Part::OtherHumanResources);
        assert!(matches!(propose_merge(&other, absorbed, kept, WHY).await, Err(Fault::NotFound)));
        let across = propose_merge(&other, world.other_enterprise, kept, WHY).await;
        assert!(matches!(across, Err(Fault::NotFound)));
        let merge = propose_merge(&world.as_(Part::HumanResources), absorbed, kept, WHY).await.unwrap();
        assert!(matches!(confirm_merge(&other, merge).await, Err(Fault::NotFound)));
        assert!(open_merges(&other).await.unwrap().is_empty());
        // across counties it is for an office of the city
        let wide = wide_office(&world).await;
        propose_merge(&wide, world.other_enterprise, kept, WHY).await.unwrap();
    }

    // separation of duty 7
    async fn nobody_merges_the_own_enterprise(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let absorbed = register(&office, "崇川示例", CODE, "320613").await.unwrap();
        let own = propose_merge(&office, absorbed, world.enterprise, WHY).await.unwrap_err();
        assert_eq!(own.code(), Some("enterprises.own_registration"));
        let merge = propose_merge(&world.as_(Part::Industry), absorbed, world.enterprise, WHY).await.unwrap();
        assert_eq!(confirm_merge(&office, merge).await.unwrap_err().code(), Some("enterprises.own_registration"));
    }

    async fn of_two_proposals_at_once_one_stands(town: Town) {
        let (_bed, world) = town.apart();
        let (kept, absorbed) = twice(&world).await;
        let (one, two) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let (first, second) = tokio::join!(propose_merge(&one, absorbed, kept, WHY), propose_merge(&two, absorbed, kept, WHY));
        let refused: Vec<_> = [first, second].into_iter().filter_map(Result::err).map(|fault| fault.code()).collect();
        assert_eq!(refused, [Some("enterprises.merge_open")]);
    }
}
