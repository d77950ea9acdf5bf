use sea_orm::{EntityTrait, IntoActiveModel};

use super::cast::*;
use super::*;
use crate::courses::store;
use crate::ctx::Post;
use crate::entity::{enterprise_members, enterprises};
use crate::permissions::Role;
use crate::testing::Bed;

/// An accepted enterprise of an area with one employee.
async fn enterprise(bed: &Bed, area: &str, employee: Uuid) -> Uuid {
    let (id, db) = (bed.ctx.new_id(), bed.ctx.db.writer());
    let row = enterprises::Model {
        id,
        name: "建工".into(),
        credit_code: id.to_string(),
        area: area.into(),
        registered_by: None,
        registered_at: 0,
        accepted_by: None,
        accepted_at: Some(0),
        short_name: None,
        legal_representative: None,
        address: None,
        phone_sealed: None,
        phone_index: None,
        updated_at: None,
        merged_into: None,
        batch_id: None,
        revision: 0,
    };
    enterprises::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
    let member = enterprise_members::Model {
        id: bed.ctx.new_id(),
        enterprise_id: id,
        person_id: employee,
        part: "employee".into(),
        joined_at: 0,
        left_at: None,
        added_by: None,
        ended_by: None,
    };
    enterprise_members::Entity::insert(member.into_active_model()).exec_without_returning(db).await.unwrap();
    id
}

struct Cast {
    course: Uuid,
    /// employed in 崇川, in 海门, and nowhere
    readers: [Uuid; 3],
    enterprise: Uuid,
}

async fn cast(bed: &Bed) -> Cast {
    let [one, two] = publish_small(bed, "劳资专管员每月核对考勤。").await;
    let course = store::view(&bed.ctx, "small").await.unwrap().card.id;
    let readers =
        [person(bed, "周小红", "a").await, person(bed, "沈大海", "b").await, person(bed, "欧阳一", "c").await];
    person(bed, "不读书", "d").await;
    for reader in readers {
        read_through(bed, &signed_in(bed, reader, Vec::new()), one).await;
    }
    read_through(bed, &signed_in(bed, readers[1], Vec::new()), two).await;
    let enterprise = enterprise(bed, "320613", readers[0]).await;
    self::enterprise(bed, "320614", readers[1]).await;
    Cast { course, readers, enterprise }
}

async fn names(bed: &Bed, cast: &Cast, posts: Vec<Post>) -> Vec<String> {
    let officer = person(bed, "顾官", &bed.ctx.new_id().to_string()).await;
    let ctx = signed_in(bed, officer, posts);
    let (records, total) = store::list_study_records(&ctx, cast.course, 0).await.unwrap();
    assert_eq!(total, records.len() as u64);
    for reader in cast.readers {
        let seen = store::hours(&ctx, reader, cast.course).await.is_ok();
        assert_eq!(seen, records.iter().any(|record| record.person == reader), "list and single look-up agree");
    }
    records.into_iter().map(|record| record.name).collect()
}

crate::on_both! {
    async fn offices_see_the_readers_of_their_area(bed) {
        let cast = cast(&bed).await;
        assert_eq!(names(&bed, &cast, vec![post(Role::City, "320600")]).await, ["周小红", "沈大海", "欧阳一"]);
        assert_eq!(names(&bed, &cast, vec![post(Role::Industry, "320600")]).await, ["周小红", "沈大海"]);
        assert_eq!(names(&bed, &cast, vec![post(Role::Industry, "320614")]).await, ["沈大海"]);
        let both = vec![post(Role::Industry, "320613"), post(Role::HumanResources, "320614")];
        assert_eq!(names(&bed, &cast, both).await, ["周小红", "沈大海"]);
        let own = Post { enterprise: Some(cast.enterprise), ..post(Role::EnterpriseAdministrator, "320613") };
        assert_eq!(names(&bed, &cast, vec![own]).await, ["周小红"]);
    }

    async fn a_stranger_sees_nobody(bed) {
        let cast = cast(&bed).await;
        assert_eq!(names(&bed, &cast, Vec::new()).await, Vec::<String>::new());
        assert_eq!(names(&bed, &cast, vec![post(Role::Lecturer, "320613")]).await, Vec::<String>::new());
        let other = signed_in(&bed, cast.readers[2], Vec::new());
        assert!(matches!(store::hours(&other, cast.readers[0], cast.course).await, Err(Fault::NotFound)));
        assert!(matches!(store::hours(&anonymous(&bed), cast.readers[0], cast.course).await, Err(Fault::Anonymous)));
        let list = store::list_study_records(&anonymous(&bed), cast.course, 0).await;
        assert!(matches!(list, Err(Fault::Anonymous)));
    }

    async fn everybody_sees_the_own_hours(bed) {
        let cast = cast(&bed).await;
        let own = signed_in(&bed, cast.readers[1], Vec::new());
        let hours = store::hours(&own, cast.readers[1], cast.course).await.unwrap();
        assert_eq!((hours.credited_minutes, hours.required_minutes, hours.is_complete()), (6, 6, true));
        let (records, _) = store::list_study_records(&own, cast.course, 0).await.unwrap();
        assert_eq!((records.len(), records[0].hours, records[0].last_read_at), (1, hours, Some(bed.ctx.now())));
    }

    async fn a_retired_version_still_names_the_course(bed) {
        let cast = cast(&bed).await;
        publish_small(&bed, "劳资专管员每周核对考勤。").await;
        let hours = store::hours(&bed.ctx, cast.readers[0], cast.course).await.unwrap();
        assert_eq!(hours.credited_minutes, 3);
        assert!(matches!(store::hours(&bed.ctx, cast.readers[0], Uuid::nil()).await, Err(Fault::NotFound)));
    }
}
