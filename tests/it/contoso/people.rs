//! The principals of the tenant: people, groups, applications, and the identities of resources.

use serde_json::Value;

use crate::contoso::tenant::{Group, guid, system_principal, user_principal};

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    User,
    Group,
    ServicePrincipal,
    /// Deleted from the directory; its role assignments stay.
    Unknown,
}

#[derive(Clone)]
pub struct Principal {
    pub kind: Kind,
    pub id: String,
    /// Empty where the directory has no such principal any more.
    pub name: String,
    /// Of users only.
    pub sign_in: String,
    /// Of applications only: what the Azure CLI prints as their name.
    pub application: String,
}

impl Principal {
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::User => "User",
            Kind::Group => "Group",
            Kind::ServicePrincipal => "ServicePrincipal",
            Kind::Unknown => "Unknown",
        }
    }
}

/// Sign-in name before the at sign, and display name.
#[rustfmt::skip]
static USERS: &[(&str, &str)] = &[
    ("anna.lindqvist", "Anna Lindqvist"), ("bram.devries", "Bram de Vries"), ("chiara.conti", "Chiara Conti"), ("daniel.okafor", "Daniel Okafor"),
    ("elif.yilmaz", "Elif Yılmaz"), ("farid.nassar", "Farid Nassar"), ("grace.obrien", "Grace O'Brien"), ("hugo.martin", "Hugo Martin"),
    ("ines.haddad", "Inès Haddad"), ("jonas.weber", "Jonas Weber"), ("katarzyna.nowak", "Katarzyna Nowak"), ("liam.murphy", "Liam Murphy"),
    ("layla.ikhtibar", "ليلى اختبار"), ("mei.chen", "陈美 Mei Chen"), ("nadia.petrova", "Nadia Petrova"), ("omar.benali", "Omar Benali"),
    ("priya.raman", "Priya Raman"), ("quentin.moreau", "Quentin Moreau"), ("rosa.garcia", "Rosa García"), ("sven.hansen", "Sven Hansen"),
    ("tomas.novotny", "Tomáš Novotný"), ("ursula.keller", "Ursula Keller"), ("victor.silva", "Victor Silva"), ("wanda.zielinska", "Wanda Zielińska"),
    ("xavier.dubois", "Xavier Dubois"), ("yara.haddad", "Yara Haddad"), ("zoe.janssens", "Zoë Janssens"), ("platform.admin", "Platform Admin"),
    ("breakglass.one", "Break-glass one"), ("helen.brandt", "Helen Brandt <b>(contractor)</b>"),
];

pub fn user(sign_in: &str) -> Principal {
    let name = USERS
        .iter()
        .find(|(short, _)| *short == sign_in)
        .map_or(sign_in, |(_, name)| name);
    Principal {
        kind: Kind::User,
        id: guid(&format!("user {sign_in}")),
        name: name.to_owned(),
        sign_in: format!("{sign_in}@contoso.example"),
        application: String::new(),
    }
}

/// A guest from another company.
pub fn guest(sign_in: &str, name: &str, company: &str) -> Principal {
    Principal {
        kind: Kind::User,
        id: guid(&format!("guest {sign_in}")),
        name: name.to_owned(),
        sign_in: format!("{sign_in}_{company}#EXT#@contoso.onmicrosoft.com"),
        application: String::new(),
    }
}

pub fn group(name: &str) -> Principal {
    let id = guid(&format!("group {name}"));
    Principal {
        kind: Kind::Group,
        id,
        name: name.to_owned(),
        sign_in: String::new(),
        application: String::new(),
    }
}

pub fn application(name: &str) -> Principal {
    let id = guid(&format!("application principal {name}"));
    let application = guid(&format!("application {name}"));
    Principal {
        kind: Kind::ServicePrincipal,
        id,
        name: name.to_owned(),
        sign_in: String::new(),
        application,
    }
}

pub fn deleted(label: &str) -> Principal {
    let id = guid(&format!("deleted {label}"));
    Principal {
        kind: Kind::Unknown,
        id,
        name: String::new(),
        sign_in: String::new(),
        application: String::new(),
    }
}

fn identity(id: String, name: &str) -> Principal {
    let application = guid(&format!("client {name}"));
    Principal {
        kind: Kind::ServicePrincipal,
        id,
        name: name.to_owned(),
        sign_in: String::new(),
        application,
    }
}

/// The system-assigned identity of a resource.
pub fn system(group: &Group, resource_type: &str, name: &str) -> Principal {
    let short = name.rsplit('/').next().unwrap_or(name);
    identity(system_principal(&group.id(resource_type, name)), short)
}

/// A user-assigned identity.
pub fn assigned(name: &str) -> Principal {
    identity(user_principal(name), name)
}

/// The system-assigned identity that a row shows.
pub fn of_row(row: &Value) -> Option<Principal> {
    let id = row["identity"]["principalId"].as_str()?;
    let name = row["name"].as_str()?;
    Some(identity(id.to_owned(), name.rsplit('/').next().unwrap_or(name)))
}
