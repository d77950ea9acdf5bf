//! What does the OpenAPI document promise of an answer? Unknown members, statuses and media types break the promise.

use std::collections::BTreeMap;

use axum::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::harness::Answer;

const PREFIX: &str = "/api/v1";
/// Nothing that is answered has a member of such a name.
const FORBIDDEN: [&str; 5] = ["right", "answer", "explanation", "key", "facts"];

pub struct Description {
    pub operations: Vec<Operation>,
    problem: Validator,
}

pub struct Operation {
    pub method: Method,
    /// Below `/api/v1`, with `{names}`.
    pub path: String,
    /// The names of the schemes that open it; none for public ones.
    pub keys: Vec<String>,
    /// The schema of the body, with its references resolved one level deep.
    pub body: Option<Value>,
    accepts: Option<Validator>,
    /// By status: media type and schema.
    answers: BTreeMap<String, Option<(String, Validator)>>,
}

impl Description {
    pub fn of(document: &Value) -> Self {
        let components = strict(document["components"].clone());
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let method: Method = method.to_uppercase().parse().unwrap();
                let path = path.strip_prefix(PREFIX).unwrap().to_owned();
                operations.push(Operation::of(method, path, operation, &components));
            }
        }
        let problem = validator(&json!({ "$ref": "#/components/schemas/ProblemDocument" }), &components);
        Self { operations, problem }
    }

    /// The operation of a request, when there is one.
    pub fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.method == *method && operation.is_at(path))
    }

    pub fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let asked = format!("{method} {path} -> {} {}", answer.status, String::from_utf8_lossy(&answer.body));
        let kind = answer.header("content-type");
        let is_for_all = path.starts_with("/verifications/") && answer.status.is_success();
        assert_eq!(
            answer.header("cache-control"),
            if is_for_all { "public, max-age=30" } else { "no-store" },
            "{asked}"
        );
        let document = (!answer.body.is_empty()).then(|| serde_json::from_slice::<Value>(&answer.body).expect(&asked));
        if let Some(document) = &document {
            assert_no_key(document, &asked);
        }
        let Some(operation) = self.find(method, path) else {
            assert!(answer.status.is_client_error(), "{asked}");
            assert_eq!(kind, "application/problem+json", "{asked}");
            return assert_valid(&self.problem, &document.unwrap(), &asked);
        };
        let promised = operation.answers.get(answer.status.as_str());
        match promised.unwrap_or_else(|| panic!("a status that is not documented: {asked}")) {
            None => assert!(document.is_none(), "{asked}"),
            Some((media_type, validator)) => {
                assert_eq!(kind, media_type, "{asked}");
                assert_valid(validator, &document.unwrap(), &asked);
            }
        }
    }
}

impl Operation {
    fn of(method: Method, path: String, operation: &Value, components: &Value) -> Self {
        let keys = operation["security"].as_array().into_iter().flatten();
        let keys = keys.flat_map(|key| key.as_object().unwrap().keys().cloned()).collect();
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        let answer = |answer: &Value| {
            let (media_type, content) = answer["content"].as_object()?.iter().next()?;
            Some((media_type.clone(), validator(&content["schema"], components)))
        };
        let answers = operation["responses"].as_object().unwrap().iter();
        Self {
            accepts: body.map(|schema| validator(schema, components)),
            body: body.map(|schema| resolved(schema, components)),
            answers: answers.map(|(status, promised)| (status.clone(), answer(promised))).collect(),
            method,
            path,
            keys,
        }
    }

    fn is_at(&self, path: &str) -> bool {
        let path = path.split('?').next().unwrap();
        let (mine, theirs) = (self.path.split('/'), path.split('/'));
        mine.clone().count() == theirs.clone().count()
            && mine
                .zip(theirs)
                .all(|(mine, theirs)| if mine.starts_with('{') { !theirs.is_empty() } else { mine == theirs })
    }

    pub fn is_public(&self) -> bool {
        self.keys.is_empty()
    }

    /// The names in the path.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap())
    }

    /// The path with each name put in.
    pub fn at(&self, named: impl Fn(&str) -> String) -> String {
        self.names().fold(self.path.clone(), |path, name| path.replace(&format!("{{{name}}}"), &named(name)))
    }

    /// Whether a body keeps the schema.
    pub fn accepts(&self, body: &Value) -> bool {
        self.accepts.as_ref().is_none_or(|schema| schema.is_valid(body))
    }
}

/// A schema with `$ref` replaced by what it names.
pub fn resolved(schema: &Value, components: &Value) -> Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            let mut found = components["schemas"][name.rsplit('/').next().unwrap()].clone();
            for property in found["properties"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
                *property = resolved(property, components);
            }
            found
        }
        None => schema.clone(),
    }
}

/// Whatever is not written down is not promised.
fn strict(mut components: Value) -> Value {
    for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = false.into();
        }
    }
    components
}

fn validator(schema: &Value, components: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": components });
    jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
}

fn assert_valid(validator: &Validator, document: &Value, asked: &str) {
    let faults: Vec<String> =
        validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{}\n{asked}", faults.join("\n"));
}

fn assert_no_key(document: &Value, asked: &str) {
    match document {
        Value::Object(members) => {
            for (name, value) in members {
                assert!(!FORBIDDEN.contains(&name.as_str()), "{name} in {asked}");
                assert_no_key(value, asked);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| assert_no_key(value, asked)),
        _ => {}
    }
}
