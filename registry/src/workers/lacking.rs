//! By what is the list of a project's people narrowed: where they stand, and which of their papers they lack?

closed_set! {
    /// Where somebody stands, by the first entry and the last exit.
    Presence {
        /// Registered and not left, whether on site yet or not.
        InForce = "in_force",
        /// Registered, and not entered yet.
        Expected = "expected",
        OnSite = "on_site",
        Left = "left",
    }
}

closed_set! {
    /// What somebody who has not left lacks today.
    Lack {
        /// A contract or written agreement that counts on the site.
        Contract = "contract",
        /// Skill training and safety disclosure, one of them or both.
        Training = "training",
        /// A card for the wages of this project.
        Card = "card",
    }
}
