use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::entity::areas as rows;
use crate::fixtures::Part;
use crate::offices::areas::{self, NewArea};
use crate::offices::changes::{Subject, changes};
use crate::offices::store::{create, get};
use crate::offices::{NewOffice, OfficeKind, industries};
use crate::projects::Areas;
use crate::{Ctx, Day, Fault, rulepacks};

const WHY: &str = "国务院批复调整行政区划";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

async fn tree(ctx: &Ctx) -> Areas {
    areas::tree(ctx.db.reader()).await.unwrap()
}

fn meant(tree: &Areas, code: &str, on: &str) -> Vec<String> {
    tree.successors_on(code, day(on)).iter().map(|area| area.code.clone()).collect()
}

fn new(code: &str, replaces: &[&str]) -> NewArea {
    NewArea {
        code: code.into(),
        name: "如东区".into(),
        parent: Some("320600".into()),
        valid_from: Some(day("2027-01-01")),
        replaces: replaces.iter().map(|old| (*old).to_owned()).collect(),
    }
}

fn codes<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> Vec<&'static str> {
    let Err(Fault::Refused(reasons)) = outcome else { panic!("{outcome:?}") };
    reasons.into_iter().map(|reason| reason.code).collect()
}

crate::on_both! {
    async fn old_codes_lead_to_the_areas_of_today(bed) {
        let tree = tree(&bed.ctx).await;
        for (old, now) in [("320602", "320613"), ("320611", "320613"), ("320624", "320612"), ("320625", "320614"), ("320621", "320685")] {
            assert_eq!(meant(&tree, old, "2026-11-20"), [now], "{old}");
        }
        assert_eq!(meant(&tree, "320625", "2000-01-01"), ["320684"]);
        assert_eq!(tree.standing_on(day("2026-11-20")).count(), 9);
    }

    async fn a_database_without_successors_gets_them_but_keeps_what_was_changed_here(bed) {
        let db = bed.ctx.db.writer();
        let without = rows::Entity::update_many().col_expr(rows::Column::ReplacedBy, Expr::value(None::<String>));
        without.exec(db).await.unwrap();
        let touched = rows::Entity::update_many()
            .col_expr(rows::Column::ChangedAt, Expr::value(1_i64))
            .filter(rows::Column::Code.eq("320611"));
        touched.exec(db).await.unwrap();
        rulepacks::store::load_built_in(&bed.ctx).await.unwrap();
        let tree = tree(&bed.ctx).await;
        assert_eq!(meant(&tree, "320602", "2026-11-20"), ["320613"]);
        assert_eq!(meant(&tree, "320611", "2026-11-20"), Vec::<String>::new());
    }

    async fn an_area_takes_the_place_of_another(town: Town) {
        let (bed, world) = town.apart();
        let city = world.as_(Part::City);
        areas::add(&city, &new("320615", &["320623"]), WHY).await.unwrap();
        let after = tree(&bed.ctx).await;
        assert_eq!((meant(&after, "320623", "2026-12-31"), meant(&after, "320623", "2027-01-01")), (vec!["320623".to_owned()], vec!["320615".to_owned()]));
        let told = changes(&city, Subject::Area, "320623").await.unwrap();
        let mut fields: Vec<_> = told.iter().map(|one| (one.field.as_str(), one.from.as_deref(), one.to.as_deref())).collect();
        fields.sort_unstable();
        assert_eq!(fields, [("replaced_by", None, Some("320615")), ("valid_to", None, Some("2026-12-31"))]);
        assert_eq!((told[0].by.as_deref(), told[0].reason.as_str()), (Some("孙立新"), WHY));
        assert_eq!(changes(&city, Subject::Area, "320615").await.unwrap().len(), 1);
        // once; and what is there keeps its code
        assert_eq!(codes(areas::add(&city, &new("320615", &[]), WHY).await), ["projects.area_twice"]);
        assert_eq!(areas::list_all(&world.anonymous()).await.unwrap().len(), 19);
        // the next start leaves it so
        rulepacks::store::load_built_in(&bed.ctx).await.unwrap();
        assert_eq!(tree(&bed.ctx).await, after);
    }

    async fn an_area_is_divided_and_ended(town: Town) {
        let (bed, world) = town.apart();
        let city = world.as_(Part::City);
        areas::add(&city, &new("320616", &["320623"]), WHY).await.unwrap();
        areas::add(&city, &new("320617", &["320623"]), WHY).await.unwrap();
        assert_eq!(meant(&tree(&bed.ctx).await, "320623", "2027-06-01"), ["320616", "320617"]);
        areas::end(&city, "320671", day("2027-06-30"), &["320613".into()], WHY).await.unwrap();
        assert_eq!(meant(&tree(&bed.ctx).await, "320671", "2027-07-01"), ["320613"]);
        assert_eq!(codes(areas::end(&city, "320671", day("2027-06-30"), &[], WHY).await), ["offices.area_ended_already"]);
        assert!(matches!(areas::end(&city, "999999", day("2027-06-30"), &[], WHY).await, Err(Fault::NotFound)));
        assert_eq!(codes(areas::end(&city, "320613", day("2019-06-30"), &[], WHY).await), ["projects.area_ends_before_start"]);
        areas::rename(&city, "320681", "启东区", WHY).await.unwrap();
        assert_eq!(tree(&bed.ctx).await.get("320681").unwrap().name, "启东区");
    }

    async fn areas_that_would_be_no_tree_are_refused_and_nothing_is_written(town: Town) {
        let (bed, world) = town.apart();
        let (city, before) = (world.as_(Part::City), tree(&bed.ctx).await);
        assert_eq!(codes(areas::add(&city, &new("320615", &["999999"]), WHY).await), ["projects.area_replaces_unknown"]);
        let homeless = NewArea { parent: Some("999999".into()), ..new("320615", &[]) };
        assert_eq!(codes(areas::add(&city, &homeless, WHY).await), ["projects.area_without_parent"]);
        assert_eq!(codes(areas::add(&city, &new("32061", &[]), WHY).await), ["offices.area_code_shape"]);
        assert_eq!(codes(areas::add(&city, &new("320615", &[]), "因").await), ["offices.reason_length"]);
        assert_eq!(codes(areas::add(&city, &NewArea { name: " ".into(), ..new("320615", &[]) }, WHY).await), ["offices.name_length"]);
        let timeless = NewArea { valid_from: None, ..new("320615", &["320623"]) };
        assert_eq!(codes(areas::add(&city, &timeless, WHY).await), ["offices.area_first_day_missing"]);
        assert_eq!(tree(&bed.ctx).await, before);
        assert_eq!(changes(&city, Subject::Area, "320623").await.unwrap(), []);
    }

    async fn only_the_city_changes_the_map(town: Town) {
        let (_bed, world) = town.apart();
        for part in [Part::HumanResources, Part::OfficeAdministrator, Part::EnterpriseAdministrator, Part::Issuer] {
            let ctx = world.as_(part);
            assert!(matches!(areas::add(&ctx, &new("320615", &[]), WHY).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(industries::add(&ctx, "railway", "铁路", WHY).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(changes(&ctx, Subject::Area, "320623").await, Err(Fault::Forbidden)), "{part:?}");
        }
        // the technician writes down what is new, as with offices, and changes nothing
        let system = world.as_(Part::SystemAdministrator);
        areas::add(&system, &new("320615", &[]), WHY).await.unwrap();
        assert!(matches!(areas::rename(&system, "320615", "某区", WHY).await, Err(Fault::Forbidden)));
        assert!(matches!(areas::end(&system, "320615", day("2028-01-01"), &[], WHY).await, Err(Fault::Forbidden)));
        assert!(matches!(areas::add(&world.anonymous(), &new("320616", &[]), WHY).await, Err(Fault::Anonymous)));
    }

    async fn industries_are_an_open_table(town: Town) {
        let (_bed, world) = town.apart();
        let city = world.as_(Part::City);
        let named = async || industries::list(&world.anonymous()).await.unwrap().into_iter().map(|one| one.code).collect::<Vec<_>>();
        assert_eq!(named().await, crate::offices::INDUSTRIES);
        industries::add(&city, "railway", "铁路", WHY).await.unwrap();
        assert_eq!(named().await.last().unwrap(), "railway");
        assert_eq!(codes(industries::add(&city, "railway", "铁道", WHY).await), ["offices.industry_taken"]);
        assert_eq!(codes(industries::add(&city, "rail", "铁路", WHY).await), ["offices.industry_taken"]);
        assert_eq!(codes(industries::add(&city, "Rail", "铁道", WHY).await), ["offices.industry_code_shape"]);
        let office = |name: &str| NewOffice { name: name.into(), kind: OfficeKind::Industry, area: "320613".into(), industry: Some("railway".into()) };
        let id = create(&city, &office("崇川区铁路办")).await.unwrap();
        industries::rename(&city, "railway", "铁道", WHY).await.unwrap();
        industries::retire(&city, "railway", WHY).await.unwrap();
        assert_eq!(codes(industries::retire(&city, "railway", WHY).await), ["offices.industry_retired_already"]);
        assert_eq!(codes(create(&city, &office("海门区铁路办")).await), ["offices.industry_missing"]);
        assert_eq!(get(&city, id).await.unwrap().industry.as_deref(), Some("railway"), "what has it keeps it");
        let told = changes(&city, Subject::Industry, "railway").await.unwrap();
        assert_eq!(told.len(), 3);
        assert!(told.iter().any(|one| (one.from.as_deref(), one.to.as_deref()) == (Some("铁路"), Some("铁道"))));
        assert!(matches!(industries::retire(&city, "sea", WHY).await, Err(Fault::NotFound)));
    }
}
