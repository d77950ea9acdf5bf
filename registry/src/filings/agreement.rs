//! Do the filing, the notice board and the real-name system say the same about a site's officer (乙文三（一）, R-106)?
//!
//! Five fields of three sources. A field agrees only when all three say something and all say the same; what differs is told
//! with all that is said.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::people::masked_phone;

closed_set! {
    Source {
        /// 备案
        Filing = "filing",
        /// 维权告示牌
        Board = "board",
        /// 实名制管理系统
        RealName = "real_name",
    }
}

closed_set! {
    Field {
        Officer = "officer",
        Phone = "phone",
        IdNumber = "id_number",
        Project = "project",
        Contractor = "contractor",
    }
}

closed_set! {
    /// How a site stands.
    Standing {
        Agrees = "agrees",
        Differs = "differs",
        /// nothing to compare with: no filing is accepted
        NotFiled = "not_filed",
    }
}

/// What one source says; nothing where it says nothing. An identity number is known by its keyed hash, and shown masked.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub officer: Option<String>,
    pub phone: Option<String>,
    pub id_number: Option<IdNumberSaid>,
    pub project: Option<String>,
    pub contractor: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdNumberSaid {
    /// the keyed hash
    pub index: String,
    pub masked: String,
}

/// What all three say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllSaid {
    pub filing: Said,
    pub board: Said,
    pub real_name: Said,
}

/// What each source says in one field, in the order of [`Source::ALL`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(pub [Option<String>; 3]);

impl Said {
    /// What is compared. Blanks around and between, and the shape of brackets, are no difference.
    fn key(&self, field: Field) -> Option<String> {
        match field {
            Field::Officer => self.officer.as_deref().map(plain),
            Field::Phone => self.phone.clone().filter(|phone| !phone.is_empty()),
            Field::IdNumber => self.id_number.as_ref().map(|number| number.index.clone()),
            Field::Project => self.project.as_deref().map(plain),
            Field::Contractor => self.contractor.as_deref().map(plain),
        }
    }

    fn shown(&self, field: Field) -> Option<String> {
        match field {
            Field::Officer => self.officer.clone(),
            Field::Phone => self.phone.clone().filter(|phone| !phone.is_empty()),
            Field::IdNumber => self.id_number.as_ref().map(|number| number.masked.clone()),
            Field::Project => self.project.clone(),
            Field::Contractor => self.contractor.clone(),
        }
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phone = self.phone.as_deref().map(masked_phone);
        write!(f, "Said({:?}, {phone:?}, {:?}, {:?})", self.officer, self.project, self.contractor)
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // telephone numbers are among them
        let said = self.0.iter().filter(|value| value.is_some()).count();
        write!(f, "Values({said} of 3)")
    }
}

impl AllSaid {
    fn of(&self, source: Source) -> &Said {
        match source {
            Source::Filing => &self.filing,
            Source::Board => &self.board,
            Source::RealName => &self.real_name,
        }
    }

    fn agrees_on(&self, field: Field) -> bool {
        let [filing, board, real_name] = Source::ALL.map(|source| self.of(source).key(field));
        filing.is_some() && filing == board && board == real_name
    }

    pub fn values(&self, field: Field) -> Values {
        Values(Source::ALL.map(|source| self.of(source).shown(field)))
    }

    /// The fields in which not all three say the same.
    pub fn disagreements(&self) -> Vec<Field> {
        Field::ALL.into_iter().filter(|field| !self.agrees_on(*field)).collect()
    }
}

fn plain(text: &str) -> String {
    let bracket = |c| match c {
        '（' => '(',
        '）' => ')',
        '•' | '・' => '·',
        other => other,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(bracket).collect()
}

#[cfg(test)]
mod tests;
