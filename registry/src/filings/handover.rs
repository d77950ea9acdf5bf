//! What does an officer leave behind, and how far has the handing over come? Pure.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Day, Refusal};

closed_set! {
    /// One line of the list. The six classes of the ledger stand as 乙文 二（三） names them.
    Item {
        /// unusual days that nothing has settled
        AnomaliesOpen = "anomalies_open",
        /// presses at the gate that belong to nobody on record
        UnmatchedOpen = "unmatched_open",
        /// what was written by hand and nobody has decided about
        ByHandWaiting = "by_hand_waiting",
        /// payment batches that were drafted and neither sent nor taken back
        BatchesUnsent = "batches_unsent",
        /// lines that are with the bank, without an answer
        RowsUnanswered = "rows_unanswered",
        /// people whose wages are late
        WagesLate = "wages_late",
        /// workers on the books without a contract in force
        ContractsMissing = "contracts_missing",
        /// 工资保证金存储制度
        LedgerDeposit = "ledger_deposit",
        /// 工程款支付担保制度
        LedgerGuarantee = "ledger_guarantee",
        /// 人工费单列拨付制度
        LedgerLabourCost = "ledger_labour_cost",
        /// 农民工实名制管理制度
        LedgerRealName = "ledger_real_name",
        /// 农民工工资总包代发和工资专用账户制度
        LedgerPayment = "ledger_payment",
        /// 施工现场维权信息公示制度
        LedgerBoard = "ledger_board",
    }
}

/// How many there are, and since when the oldest of them, where the records say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub item: Item,
    /// `None`: the records do not hold it; it is handed over on paper.
    pub count: Option<i64>,
    pub since: Option<Day>,
}

closed_set! {
    Stage {
        /// nobody has signed
        Open = "open",
        /// by whoever leaves
        Given = "given",
        /// by whoever takes the place
        Taken = "taken",
        /// 已交接: by both
        Done = "done",
        /// 未交接
        Missed = "missed",
    }
}

impl Item {
    /// Something to be dealt with; the others are papers to be looked through.
    pub fn is_open_work(self) -> bool {
        !matches!(
            self,
            Self::LedgerDeposit
                | Self::LedgerGuarantee
                | Self::LedgerLabourCost
                | Self::LedgerRealName
                | Self::LedgerPayment
                | Self::LedgerBoard
        )
    }
}

/// What both sign.
pub fn hash_of(frozen: &str) -> String {
    Sha256::digest(frozen.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// # Errors
/// On `name`, when it is not the own one: it stands for the signature.
pub fn check_signature(typed: &str, name: &str) -> Result<(), Refusal> {
    if typed.trim() == name.trim() { Ok(()) } else { Err(Refusal::on("name", "filings.signature_name")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_signs_by_another_name() {
        assert!(check_signature(" 顾文静 ", "顾文静").is_ok());
        for other in ["", "顾文", "王䶮"] {
            assert_eq!(check_signature(other, "顾文静").unwrap_err().code, "filings.signature_name", "{other:?}");
        }
    }

    #[test]
    fn a_changed_list_has_another_hash() {
        let line = |count| Line { item: Item::AnomaliesOpen, count: Some(count), since: Day::parse("2026-11-02") };
        let frozen = |count| serde_json::to_string(&[line(count)]).unwrap();
        assert_eq!(hash_of(&frozen(3)), hash_of(&frozen(3)));
        assert_ne!(hash_of(&frozen(3)), hash_of(&frozen(4)));
        let read: Vec<Line> = serde_json::from_str(&frozen(3)).unwrap();
        assert_eq!(read, [line(3)]);
    }

    #[test]
    fn the_six_classes_of_the_ledger_are_no_open_work() {
        assert_eq!(Item::ALL.iter().filter(|item| !item.is_open_work()).count(), 6);
    }
}
