//! What does a batch look like to whoever reads the interface's description?

use registry::feeds::LONGEST_BATCH_ID;
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The body of a delivery. It is read by `registry/src/feeds/reading.rs`, row by row; here it is only described.
pub struct NewBatch;

impl PartialSchema for NewBatch {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The sender's own number of the batch, never used for another content."))
            .max_length(Some(LONGEST_BATCH_ID))
            .examples([json!("20261120-0001")]);
        let row = json!({ "idCardType": "01", "idCardNumber": "32069019900101001X", "date": "2026-11-20 07:58:00",
            "direction": "01", "rowId": "a-1" });
        let item = ObjectBuilder::new().schema_type(Type::Object).description(Some(
            "In the shape that the national platform gives the object; several projects may be in one batch.",
        ));
        let items = ArrayBuilder::new()
            .items(item)
            .examples([json!([{ "projectCode": "P-1", "teamSysNo": 7, "dataList": [row] }])]);
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("At most 10,000 rows and 32 MB; JSON in UTF-8, not packed."))
            .property("batchId", number)
            .required("batchId")
            .property("items", items)
            .required("items")
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
            .into()
    }
}

impl ToSchema for NewBatch {}
