//! The closed lists of the glossary. What belongs here: how its terms are grouped, and what can be wrong with the way a
//! text uses them. What does not: the terms themselves and how they are looked for (`taxonomy::glossary`).

use crate::words::words;

words! {
    /// What a term is about.
    Topic {
        /// What trafficking is made of.
        Trafficking = "trafficking",
        /// Work that is not free.
        ForcedLabour = "forced-labour",
        /// The ILO's signs of it.
        Indicators = "indicators",
        /// Slavery and what is near it.
        Slavery = "slavery",
        /// Children.
        Children = "children",
        /// Crossing borders.
        Migration = "migration",
        /// What people are owed.
        Protection = "protection",
        /// What is done against it.
        Response = "response",
        /// Recruitment, pay and supply chains.
        Business = "business",
        /// The library's own words.
        Library = "library",
    }
}

words! {
    /// The part of the definition of trafficking in persons that a term belongs to.
    Element {
        /// What is done.
        Act = "act",
        /// How it is done.
        Means = "means",
        /// What for.
        Purpose = "purpose",
    }
}

words! {
    /// How a text uses a term against its definition.
    Advice {
        /// Smuggling of migrants and trafficking are named as if they were one.
        SmugglingAsTrafficking = "smuggling-as-trafficking",
        /// The two are named in one breath, so that nobody can say which one is meant.
        TraffickingBesideSmuggling = "trafficking-beside-smuggling",
        /// Somebody is called a victim of smuggling.
        VictimOfSmuggling = "victim-of-smuggling",
        /// The word for trafficking in goods is used for persons, as happens in languages that have two.
        TrafficForTrafficking = "traffic-for-trafficking",
        /// A person is called illegal.
        IllegalPerson = "illegal-person",
        /// A child is called a prostitute.
        ChildAsProstitute = "child-as-prostitute",
        /// Images of abuse are called pornography.
        ChildPornography = "child-pornography",
        /// Trafficking is said to be agreed to.
        VoluntaryTrafficking = "voluntary-trafficking",
        /// Trafficking is said to be forced, as if there were another.
        ForcedTrafficking = "forced-trafficking",
        /// Trafficking is said to be legal or illegal, as if there were another.
        LegalTrafficking = "legal-trafficking",
        /// Modern slavery stands where a legal term is needed.
        ModernSlaveryAsLaw = "modern-slavery-as-law",
        /// A person is called a sex slave.
        SexSlave = "sex-slave",
        /// People are said to have been rescued.
        Rescue = "rescue",
    }
}
