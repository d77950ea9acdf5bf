//! What is an officer's work (甲文第五条, R-020)? Five areas, and in each the tasks that the records know of.

closed_set! {
    /// The five areas, in the order of the article.
    WorkArea {
        /// 进场手续办理
        Entry = "entry",
        /// 合同签订
        Contracts = "contracts",
        /// 实名制管理
        RealName = "real_name",
        /// 平台代发工资
        Wages = "wages",
        /// 劳资纠纷处理
        Disputes = "disputes",
    }
}

closed_set! {
    /// What is open on a site, by people, days or orders.
    WorkTask {
        /// registered, and not entered yet
        ToEnter = "to_enter",
        WithoutTraining = "without_training",
        WithoutContract = "without_contract",
        /// presses of nobody who is known
        Unmatched = "unmatched",
        /// unusual this month, and nothing said to it
        Anomalies = "anomalies",
        /// written by hand, and waiting for somebody else's word
        ByHand = "by_hand",
        /// yesterday has no report
        Unreported = "unreported",
        WithoutCard = "without_card",
        /// drawn up, and neither sent nor taken back
        OrdersDrafted = "orders_drafted",
        /// people's months whose last day is past
        LateWages = "late_wages",
    }
}

impl WorkTask {
    pub fn area(self) -> WorkArea {
        match self {
            Self::ToEnter | Self::WithoutTraining => WorkArea::Entry,
            Self::WithoutContract => WorkArea::Contracts,
            Self::Unmatched | Self::Anomalies | Self::ByHand | Self::Unreported => WorkArea::RealName,
            Self::WithoutCard | Self::OrdersDrafted | Self::LateWages => WorkArea::Wages,
        }
    }
}

impl WorkArea {
    /// Nothing of disputes is on record yet: no number is better than a nought.
    pub fn is_on_record(self) -> bool {
        WorkTask::ALL.into_iter().any(|task| task.area() == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_but_disputes_has_its_tasks() {
        let on_record: Vec<WorkArea> = WorkArea::ALL.into_iter().filter(|area| area.is_on_record()).collect();
        assert_eq!(on_record, [WorkArea::Entry, WorkArea::Contracts, WorkArea::RealName, WorkArea::Wages]);
    }
}
