use super::*;
use crate::db::By;
use crate::enterprises::Profile;
use crate::entity::{project_parties, projects};
use crate::projects::PartyRole;

async fn found(ctx: &Ctx, filter: EnterpriseFilter) -> Vec<Uuid> {
    let (rows, total) = search(ctx, &filter, 0).await.unwrap();
    assert_eq!(rows.len() as u64, total);
    rows.into_iter().map(|row| row.id).collect()
}

fn text(text: &str) -> EnterpriseFilter {
    EnterpriseFilter { text: text.into(), ..EnterpriseFilter::default() }
}

crate::on_both! {
    async fn a_list_is_narrowed(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        let (one, other) = (world.enterprise, world.other_enterprise);
        let profile = Profile {
            name: "南通崇川示例建设有限公司".into(),
            short_name: "崇示建".into(),
            kinds: vec!["general".into()],
            legal_representative: "王明".into(),
            address: "南通市崇川区人民路1号".into(),
            phone: "0513-85123456".into(),
        };
        change(&world.as_(Part::EnterpriseAdministrator), one, 0, &profile, "补充企业信息").await.unwrap();
        let waiting = register(&world.as_(Part::Bystander), "海门示例监理有限公司", CODE, "320614").await.unwrap();
        assert_eq!(found(&city, EnterpriseFilter::default()).await.len(), 3);
        assert_eq!(found(&city, EnterpriseFilter { which: Which::NotAccepted, ..Default::default() }).await, [waiting]);
        assert_eq!(found(&city, EnterpriseFilter { which: Which::Accepted, ..Default::default() }).await.len(), 2);
        assert_eq!(found(&city, EnterpriseFilter { kind: Some(EnterpriseKind::General), ..Default::default() }).await, [one]);
        assert!(found(&city, EnterpriseFilter { kind: Some(EnterpriseKind::Owner), ..Default::default() }).await.is_empty());
        assert_eq!(found(&city, EnterpriseFilter { area: Some("320623".into()), ..Default::default() }).await, [other]);
        assert_eq!(found(&city, EnterpriseFilter { area: Some("320600".into()), ..Default::default() }).await.len(), 3);
        for (typed, expected) in [
            ("崇川示例", vec![one]),
            ("崇示", vec![one]),
            ("91320613ma00te5t2q", vec![one]),
            ("9132-0613", vec![one]),
            ("051385123456", vec![]),
            ("建筑劳务", vec![other]),
            ("没有", vec![]),
            ("%建筑_劳务%", vec![other]),
        ] {
            assert_eq!(found(&city, text(typed)).await, expected, "{typed}");
        }
        // a filter never widens what one may see
        assert_eq!(found(&world.as_(Part::OtherHumanResources), text("示例")).await, [other]);
        assert!(matches!(search(&world.anonymous(), &text(""), 0).await, Err(Fault::Anonymous)));
        let called = async |part: Part, typed: &str| {
            let (rows, total) = by_phone(&world.as_(part), typed).await.unwrap();
            assert_eq!(rows.len() as u64, total);
            rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        for typed in ["0513-85123456", "051385123456", "０５１３ 85123456"] {
            assert_eq!(called(Part::City, typed).await, [one], "{typed}");
        }
        for part in [Part::Bystander, Part::OtherHumanResources] {
            assert!(called(part, "0513-85123456").await.is_empty(), "{part:?}");
        }
        let refused = by_phone(&city, "85123456").await.unwrap_err();
        assert!(matches!(&refused, Fault::Refused(refusals) if refusals[0].code == "enterprises.phone_shape"), "{refused:?}");
        assert!(matches!(by_phone(&world.anonymous(), "85123456").await, Err(Fault::Anonymous)));
    }

    async fn a_list_is_sorted_by_what_has_an_index(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        register(&world.as_(Part::Bystander), "海门示例监理有限公司", CODE, "320614").await.unwrap();
        let sorted = |column, by| EnterpriseFilter { order: Some((column, by)), ..EnterpriseFilter::default() };
        for column in EnterpriseColumn::ALL {
            assert_eq!(EnterpriseColumn::parse(column.code()), Some(column));
            let mut falling = found(&city, sorted(column, By::Falling)).await;
            falling.reverse();
            assert_eq!(found(&city, sorted(column, By::Rising)).await, falling, "{column:?}");
        }
        let newest = found(&city, EnterpriseFilter::default()).await;
        assert_eq!(found(&city, sorted(EnterpriseColumn::Registered, By::Falling)).await, newest);
        let (rows, _) = search(&city, &sorted(EnterpriseColumn::CreditCode, By::Rising), 0).await.unwrap();
        assert!(rows.windows(2).all(|pair| pair[0].credit_code <= pair[1].credit_code));
    }

    async fn a_list_comes_in_pages(town: Town) {
        let (bed, world) = town.apart();
        for number in 0..51 {
            let row = enterprises::ActiveModel {
                id: Set(bed.ctx.new_id()),
                ..new_row(&bed.ctx, "某某公司", &CreditCode::parse(CODE).unwrap(), "320613")
            };
            let row = enterprises::ActiveModel { credit_code: Set(number.to_string()), ..row };
            enterprises::Entity::insert(row).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        }
        let city = world.as_(Part::City);
        let (first, total) = search(&city, &EnterpriseFilter::default(), 0).await.unwrap();
        let (second, _) = search(&city, &EnterpriseFilter::default(), 1).await.unwrap();
        assert_eq!((first.len(), second.len(), total), (50, 3, 53));
        assert!(first.iter().all(|one| !second.iter().any(|other| other.id == one.id)));
    }

    async fn the_page_of_an_enterprise_shows_its_people_and_projects(town: Town) {
        let (bed, world) = town.apart();
        let (id, db) = (world.enterprise, bed.ctx.db.writer());
        let project = bed.ctx.new_id();
        let row = projects::ActiveModel {
            id: Set(project),
            name: Set("示例项目".into()),
            area: Set("320613".into()),
            industry: Set("housing".into()),
            permit_need: Set("needed".into()),
            revision: Set(1),
            registered_at: Set(1),
            ..projects::ActiveModel::default()
        };
        projects::Entity::insert(row).exec_without_returning(db).await.unwrap();
        for (enterprise, from, withdrawn) in [(id, "2026-03-01", None), (id, "2026-01-01", Some(1)), (world.other_enterprise, "2026-03-01", None)] {
            let row = project_parties::Model {
                id: bed.ctx.new_id(),
                project_id: project,
                enterprise_id: enterprise,
                role: PartyRole::SpecialistSubcontractor.code().to_owned(),
                entered_on: from.into(),
                left_on: None,
                recorded_by: None,
                recorded_at: 1,
                replaces: None,
                withdrawn_by: None,
                withdrawn_at: withdrawn,
                withdrawn_reason: None,
                batch_id: None,
            };
            project_parties::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
        }
        let view = detail(&world.as_(Part::HumanResources), id).await.unwrap();
        assert_eq!((view.administrators.len(), view.certified.len(), view.project_count), (1, 0, 2));
        let own = view.projects.iter().find(|one| one.project_name == "示例项目").unwrap();
        assert_eq!(own.role, PartyRole::SpecialistSubcontractor);
        assert_eq!(own.entered_on.to_string(), "2026-03-01");
        assert!(matches!(detail(&world.as_(Part::CandidateReady), id).await, Err(Fault::Forbidden)));
        for part in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources, Part::Bystander] {
            assert!(matches!(detail(&world.as_(part), id).await, Err(Fault::NotFound)), "{part:?}");
        }
    }

    //
    async fn an_office_reads_the_names_of_the_projects_of_its_area_and_industry_alone(town: Town) {
        let (bed, world) = town.apart();
        let (id, db) = (world.enterprise, bed.ctx.db.writer());
        let elsewhere = [("别县项目", "320623", "housing"), ("水利项目", "320613", "water")];
        for (name, area, industry) in elsewhere {
            let project = bed.ctx.new_id();
            let row = projects::ActiveModel {
                id: Set(project),
                name: Set(name.into()),
                area: Set(area.into()),
                industry: Set(industry.into()),
                permit_need: Set("needed".into()),
                revision: Set(1),
                registered_at: Set(1),
                ..projects::ActiveModel::default()
            };
            projects::Entity::insert(row).exec_without_returning(db).await.unwrap();
            let party = project_parties::ActiveModel {
                id: Set(bed.ctx.new_id()),
                project_id: Set(project),
                enterprise_id: Set(id),
                role: Set(PartyRole::GeneralContractor.code().to_owned()),
                entered_on: Set("2026-03-01".into()),
                recorded_at: Set(1),
                ..project_parties::ActiveModel::default()
            };
            project_parties::Entity::insert(party).exec_without_returning(db).await.unwrap();
        }
        let named = async |part: Part| {
            let view = detail(&world.as_(part), id).await.unwrap();
            assert_eq!(view.project_count, u64::try_from(view.projects.len()).unwrap());
            elsewhere.map(|(name, ..)| view.projects.iter().any(|one| one.project_name == name))
        };
        assert_eq!(named(Part::Industry).await, [false, false]);
        assert_eq!(named(Part::HumanResources).await, [false, true], "every industry of the own county");
        for part in [Part::City, Part::EnterpriseAdministrator] {
            assert_eq!(named(part).await, [true, true], "{part:?}");
        }
    }
}
