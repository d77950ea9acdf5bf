//! Of what size, class and nature can the works of a project be? The national platform's sets.

national_set! {
    /// 规模
    Size {
        Large = "large", "01";
        Medium = "medium", "02";
        Small = "small", "03";
    }
}

national_set! {
    /// 项目分类: what is built.
    Works {
        Housing = "housing", "01";
        Municipal = "municipal", "02";
        Electromechanical = "electromechanical", "03";
        Railway = "railway", "04";
        Highway = "highway", "05";
        Port = "port", "06";
        Water = "water", "07";
        Power = "power", "08";
        Mining = "mining", "09";
        Smelting = "smelting", "10";
        Petrochemical = "petrochemical", "11";
        Telecommunication = "telecommunication", "12";
        Other = "other", "99";
    }
}

national_set! {
    /// 建设性质: new, or to what stands.
    Nature {
        New = "new", "001";
        Rebuilt = "rebuilt", "002";
        Extended = "extended", "003";
        Restored = "restored", "004";
        Moved = "moved", "005";
        Demolished = "demolished", "006";
        Other = "other", "099";
    }
}
