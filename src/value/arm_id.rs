//! ARM ids: what they say about subscription, resource group, type, name and parents. Purely textual; spelling is kept and
//! compared without regard to case. Format: "Resource ID" in the Azure Resource Manager documentation.

use memchr::{memchr, memrchr_iter};

/// The level of a scope in the hierarchy of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeLevel {
    /// `/`, the tenant root.
    Root,
    /// A management group.
    ManagementGroup,
    /// A subscription.
    Subscription,
    /// A resource group.
    ResourceGroup,
    /// A resource or something below one.
    Resource,
}

impl ScopeLevel {
    /// The level's name as the framework spells it.
    pub fn name(self) -> &'static str {
        match self {
            ScopeLevel::Root => "root",
            ScopeLevel::ManagementGroup => "managementGroup",
            ScopeLevel::Subscription => "subscription",
            ScopeLevel::ResourceGroup => "resourceGroup",
            ScopeLevel::Resource => "resource",
        }
    }

    /// The level's name for people.
    pub fn words(self) -> &'static str {
        match self {
            ScopeLevel::Root => "tenant root",
            ScopeLevel::ManagementGroup => "management group",
            ScopeLevel::Subscription => "subscription",
            ScopeLevel::ResourceGroup => "resource group",
            ScopeLevel::Resource => "resource",
        }
    }
}

const SUBSCRIPTIONS: &str = "/subscriptions/";
const RESOURCE_GROUPS: &str = "/resourcegroups/";
const MANAGEMENT_GROUPS: &str = "/providers/microsoft.management/managementgroups/";

/// No id of Azure is as long as this, in bytes.
const LONGEST: usize = 8 * 1024;

/// A view of an ARM id. Any text can be viewed; what it does not hold is `None` or empty.
#[derive(Clone, Copy, Debug)]
pub struct ArmId<'a> {
    text: &'a str,
}

impl<'a> ArmId<'a> {
    /// A view of `text` without trailing slashes.
    pub fn new(text: &'a str) -> Self {
        let text = text.trim().trim_end_matches('/');
        ArmId {
            text: if text.is_empty() { "/" } else { text },
        }
    }

    /// The id as it was spelt.
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Whether this looks like an id at all.
    pub fn is_id(self) -> bool {
        self.text.starts_with('/')
    }

    /// The subscription id.
    pub fn subscription(self) -> Option<&'a str> {
        if let Some((subscription, _)) = after(self.text, SUBSCRIPTIONS) {
            return Some(subscription);
        }
        let mut segments = self.segments();
        match segments.next() {
            Some(first) if first.eq_ignore_ascii_case("subscriptions") => segments.next(),
            _ => None,
        }
    }

    /// The resource group's name.
    pub fn resource_group(self) -> Option<&'a str> {
        if let Some((_, rest)) = after(self.text, SUBSCRIPTIONS)
            && let Some((group, _)) = after(rest, RESOURCE_GROUPS)
        {
            return Some(group);
        }
        let mut segments = self.segments().skip(2);
        match segments.next() {
            Some(third) if third.eq_ignore_ascii_case("resourcegroups") => segments.next(),
            _ => None,
        }
    }

    /// The management group's name, of an id that names one.
    pub fn management_group(self) -> Option<&'a str> {
        let head = self.text.get(..MANAGEMENT_GROUPS.len())?;
        let name = &self.text[MANAGEMENT_GROUPS.len()..];
        (head.eq_ignore_ascii_case(MANAGEMENT_GROUPS) && !name.is_empty() && !name.contains('/')).then_some(name)
    }

    /// The text before the last `/providers/` (or the whole id) and the provider path after it.
    pub fn split(self) -> (&'a str, &'a str) {
        match rfind_ignore_case(self.text, "/providers/") {
            Some(at) => (&self.text[..at], &self.text[at + "/providers/".len()..]),
            None => (self.text, ""),
        }
    }

    /// The resource type, `namespace/type[/type…]`, spelt as in the id.
    pub fn resource_type(self) -> String {
        let (prefix, path) = self.split();
        if path.is_empty() {
            let known = match self.level() {
                ScopeLevel::Subscription => "microsoft.resources/subscriptions",
                ScopeLevel::ResourceGroup => "microsoft.resources/subscriptions/resourcegroups",
                _ => "",
            };
            debug_assert!(!prefix.is_empty());
            return known.to_owned();
        }
        let mut segments = path.split('/');
        let mut name = segments.next().unwrap_or_default().to_owned();
        for segment in segments.step_by(2) {
            name.push('/');
            name.push_str(segment);
        }
        name
    }

    /// The resource's name: of a child `account/project`, as Resource Graph writes it.
    pub fn name(self) -> String {
        let (prefix, path) = self.split();
        if path.is_empty() {
            return prefix.rsplit('/').next().unwrap_or_default().to_owned();
        }
        path.split('/').skip(2).step_by(2).collect::<Vec<_>>().join("/")
    }

    /// The last name in the id.
    pub fn last(self) -> &'a str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// The level of this id in the hierarchy of the tenant.
    pub fn level(self) -> ScopeLevel {
        if self.text == "/" {
            return ScopeLevel::Root;
        }
        if self.management_group().is_some() {
            return ScopeLevel::ManagementGroup;
        }
        // Of a resource it does not matter how many there are.
        let segments = self.segments().take(5).count();
        match (self.subscription(), self.resource_group(), segments) {
            (Some(_), None, 2) => ScopeLevel::Subscription,
            (Some(_), Some(_), 4) => ScopeLevel::ResourceGroup,
            _ => ScopeLevel::Resource,
        }
    }

    /// The enclosing scope inside the subscription: the parent resource, the resource group or the subscription. It is always
    /// shorter than this, whatever the text; what is longer than any id has none.
    pub fn parent(self) -> Option<ArmId<'a>> {
        if self.text.len() > LONGEST {
            return None;
        }
        match self.level() {
            ScopeLevel::Root | ScopeLevel::ManagementGroup | ScopeLevel::Subscription => None,
            ScopeLevel::ResourceGroup => Some(ArmId::new(cut_segments(self.text, 2))),
            ScopeLevel::Resource => {
                let (prefix, path) = self.split();
                let depth = path.split('/').count();
                let parent = if depth > 3 || path.is_empty() {
                    cut_segments(self.text, 2)
                } else {
                    prefix
                };
                (!parent.is_empty()).then(|| ArmId::new(parent))
            }
        }
    }

    fn segments(self) -> impl Iterator<Item = &'a str> {
        self.text.split('/').filter(|segment| !segment.is_empty())
    }
}

fn cut_segments(text: &str, count: usize) -> &str {
    let mut rest = text;
    for _ in 0..count {
        rest = rest.rfind('/').map_or("", |at| &rest[..at]);
    }
    rest
}

/// The segment behind the beginning of a text, and what follows it. `None` where the text begins otherwise or the segment is
/// empty.
fn after<'t>(text: &'t str, start: &str) -> Option<(&'t str, &'t str)> {
    let (head, rest) = text.split_at_checked(start.len())?;
    let end = memchr(b'/', rest.as_bytes()).unwrap_or(rest.len());
    (end > 0 && head.eq_ignore_ascii_case(start)).then(|| rest.split_at(end))
}

/// The last position of a pattern that begins with a slash.
fn rfind_ignore_case(text: &str, pattern: &str) -> Option<usize> {
    let mut slashes = memrchr_iter(b'/', text.as_bytes());
    slashes.find(|at| {
        let found = text.as_bytes().get(*at..at + pattern.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(pattern.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str =
        "/subscriptions/S1/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/acc/projects/p1";

    #[test]
    fn a_child_resource_knows_its_type_name_and_parents() {
        let id = ArmId::new(PROJECT);
        assert_eq!(id.resource_type(), "Microsoft.CognitiveServices/accounts/projects");
        assert_eq!(id.name(), "acc/p1");
        assert_eq!(id.level(), ScopeLevel::Resource);
        let parents: Vec<_> = std::iter::successors(id.parent(), |id| id.parent())
            .map(ArmId::text)
            .collect();
        assert_eq!(
            parents,
            [
                "/subscriptions/S1/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/acc",
                "/subscriptions/S1/resourceGroups/rg-ai",
                "/subscriptions/S1",
            ]
        );
    }

    #[test]
    fn the_parents_of_any_text_come_to_an_end() {
        for text in [
            "/x/1/resourceGroups/g",
            "/subscriptions/s/resourceGroups/g/odd",
            "no id",
            "//a//providers//b",
            "/\u{fffd}/",
        ] {
            let parents = std::iter::successors(Some(ArmId::new(text)), |id| id.parent());
            assert!(parents.take(10).count() < 10, "{text}");
        }
    }

    #[test]
    fn levels_are_read_from_the_id_alone() {
        assert_eq!(ArmId::new("/").level(), ScopeLevel::Root);
        assert_eq!(ArmId::new("").level(), ScopeLevel::Root);
        assert_eq!(
            ArmId::new("/providers/Microsoft.Management/managementGroups/mg-1").level(),
            ScopeLevel::ManagementGroup
        );
        assert_eq!(ArmId::new("/subscriptions/s/").level(), ScopeLevel::Subscription);
        assert_eq!(
            ArmId::new("/subscriptions/s/resourcegroups/g").level(),
            ScopeLevel::ResourceGroup
        );
    }

    #[test]
    fn an_extension_resource_belongs_to_what_it_extends() {
        let id = ArmId::new(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w/providers/Microsoft.Security/assessments/k",
        );
        assert_eq!(id.resource_type(), "Microsoft.Security/assessments");
        assert_eq!(
            id.parent().map(ArmId::text),
            Some("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w")
        );
    }
}
