#!/usr/bin/env bash
# Exports what an AI-readiness assessment reads, with the Azure CLI and read access only, and packs it into one zip.
#
#   az login
#   ./collect.sh contoso
#
# Needs: az with the resource-graph extension, zip. Roles: Reader on the tenant root group (or on each subscription) and
# Security Reader; Directory Readers for names of principals; of Microsoft Graph Policy.Read.All for Conditional Access and
# PrivilegedAccess.Read.AzureADGroup for memberships by Privileged Identity Management. Nothing is changed in the tenant.
set -euo pipefail

name=${1:?give the bundle a name, such as the client}
case $name in
  */* | *\\* | .*) echo "the name becomes that of a file: no slashes, and no dot in front" >&2; exit 2 ;;
esac
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir -p "$out/$name/resource-graph" "$out/$name/role-assignments" "$out/$name/group-members" "$out/$name/supplements"

# What cannot be exported is left out, and named at the end.
failed=""
try() {
  "$@" || failed="$failed
  $*"
}

# The Azure CLI of Windows ends its lines in another way than the shell expects.
az() { command az "$@" | tr -d '\r'; }

az extension show --name resource-graph >/dev/null 2>&1 || az extension add --name resource-graph --only-show-errors

# One Resource Graph query, page by page: a query answers with 1,000 rows at most.
graph() {
  local file=$1 query=$2 page=1 token=""
  while :; do
    local target
    target=$(printf '%s/%s/resource-graph/%s-%03d.json' "$out" "$name" "$file" "$page")
    if [ -z "$token" ]; then
      az graph query -q "$query" --first 1000 -o json --only-show-errors >"$target" || { rm -f "$target"; return 1; }
    else
      az graph query -q "$query" --first 1000 --skip-token "$token" -o json --only-show-errors >"$target" || { rm -f "$target"; return 1; }
    fi
    token=$(sed -n 's/^ *"skip_token": "\(.*\)",\{0,1\}$/\1/p' "$target" | head -n 1)
    [ -n "$token" ] || break
    page=$((page + 1))
  done
}

try graph resources "resources | order by id asc"
try graph containers "resourcecontainers | order by id asc"
try graph authorization "authorizationresources | order by id asc"
try graph policies "policyresources | where type !~ 'microsoft.policyinsights/policymetadata' | order by id asc"
try graph security "securityresources | where type in~ ('microsoft.security/assessments', 'microsoft.security/pricings', 'microsoft.security/securescores', 'microsoft.security/attackpaths') | order by id asc"

# Writes the answer to a request; no file where it is refused.
fetch() {
  az rest --method get --only-show-errors -o json --url "$1" >"$2" || rm -f "$2"
}

# The role assignments of a subscription, with those that it inherits.
assignments() {
  local target="$out/$name/role-assignments/$1.json"
  az role assignment list --all --include-inherited --subscription "$1" -o json --only-show-errors >"$target" || { rm -f "$target"; return 1; }
}

for subscription in $(az account list --query "[?state=='Enabled'].id" -o tsv); do
  try assignments "$subscription"
  # What Privileged Identity Management holds: who may activate what, and which active assignments end.
  for schedule in roleEligibilityScheduleInstances roleAssignmentScheduleInstances; do
    target="$out/$name/role-assignments/$subscription-$schedule.json"
    fetch "https://management.azure.com/subscriptions/$subscription/providers/Microsoft.Authorization/$schedule?api-version=2020-10-01" "$target"
  done
  # What is forbidden whatever roles permit, and what Azure Lighthouse delegates to other tenants: no list of role assignments holds them.
  target="$out/$name/role-assignments/$subscription-denyAssignments.json"
  fetch "https://management.azure.com/subscriptions/$subscription/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01" "$target"
  target="$out/$name/role-assignments/$subscription-delegations.json"
  az managedservices assignment list --include-definition true --subscription "$subscription" -o json --only-show-errors \
    >"$target" || rm -f "$target"
done

# Who is in the groups that hold roles, and in the groups in those. Needs Directory Readers; a group that cannot be read stays
# unknown. Each file names its group, so that an empty one is told from one that was not read.
groups=$(az graph query -q "authorizationresources | where type =~ 'microsoft.authorization/roleassignments' and properties.principalType =~ 'Group' | distinct id = tostring(properties.principalId)" \
  --first 1000 --query "data[].id" -o tsv --only-show-errors)
while [ -n "$groups" ]; do
  inner=""
  for group in $groups; do
    target="$out/$name/group-members/$group.json"
    [ ! -e "$target" ] || continue
    if az ad group member list --group "$group" --query "{groupId: '$group', members: @}" -o json --only-show-errors >"$target.part"; then
      mv "$target.part" "$target"
      inner="$inner $(az ad group member list --group "$group" --query "[?\"@odata.type\"=='#microsoft.graph.group'].id" -o tsv --only-show-errors)"
    else
      rm -f "$target.part"
    fi
    # Who is a member for a while, and who may become one: Privileged Identity Management for groups. The list of members holds neither.
    for schedule in assignmentScheduleInstances eligibilityScheduleInstances; do
      target="$out/$name/supplements/pim-$group-$schedule.json"
      fetch "https://graph.microsoft.com/v1.0/identityGovernance/privilegedAccess/group/$schedule?\$filter=groupId%20eq%20'$group'&\$expand=principal" "$target"
    done
  done
  groups=$(printf '%s' "$inner" | tr -s ' \t' '\n' | sort -u)
done

# A name for the file of a resource: resources of one name lie in several groups.
file_of() {
  printf '%s-%s' "$(basename "$1")" "$(printf '%s' "$1" | tr '[:upper:]' '[:lower:]' | cksum | cut -d ' ' -f 1)"
}

# Children of every resource of a type, which Resource Graph does not hold.
children() {
  local type=$1 version=$2 resource child
  shift 2
  for resource in $(az graph query -q "resources | where type =~ '$type' | project id" \
    --first 1000 --query "data[].id" -o tsv --only-show-errors); do
    for child in "$@"; do
      # Each file names what was asked for, so that an empty list is an answer. The REST list of a page ends with its nextLink.
      az rest --method get --only-show-errors -o json \
        --url "https://management.azure.com$resource/$child?api-version=$version" \
        --query "{url: '$resource/$child', value: value, nextLink: nextLink}" \
        >"$out/$name/supplements/$child-$(file_of "$resource").json" || true
    done
  done
}
# Roles that Cosmos DB accounts keep for their own data; model deployments and content filters of the AI accounts.
children microsoft.documentdb/databaseaccounts 2024-11-15 sqlRoleAssignments sqlRoleDefinitions
children microsoft.cognitiveservices/accounts 2024-10-01 deployments raiPolicies
# Where API Management passes calls on to, and what it asks of them on the way.
children microsoft.apimanagement/service 2024-05-01 backends apis policies policyFragments diagnostics products
for service in $(az graph query -q "resources | where type =~ 'microsoft.apimanagement/service' | project id" \
  --first 1000 --query "data[].id" -o tsv --only-show-errors); do
  for part in apis/policies apis/diagnostics products/policies products/apis; do
    for parent in $(az rest --method get --only-show-errors -o tsv --query "value[].id" \
      --url "https://management.azure.com$service/${part%/*}?api-version=2024-05-01"); do
      az rest --method get --only-show-errors -o json \
        --url "https://management.azure.com$parent/${part#*/}?api-version=2024-05-01" \
        --query "{url: '$parent/${part#*/}', value: value, nextLink: nextLink}" \
        >"$out/$name/supplements/${part#*/}-$(file_of "$parent").json" || true
    done
  done
done
# Diagnostic settings, of every type that is judged by them. Each file names its resource: an empty list says that it has none.
for resource in $(az graph query -q "resources | where type in~ ('microsoft.cognitiveservices/accounts', 'microsoft.search/searchservices', 'microsoft.machinelearningservices/workspaces', 'microsoft.machinelearningservices/workspaces/onlineendpoints', 'microsoft.machinelearningservices/registries', 'microsoft.databricks/workspaces', 'microsoft.botservice/botservices', 'microsoft.apimanagement/service', 'microsoft.keyvault/vaults', 'microsoft.containerregistry/registries', 'microsoft.documentdb/databaseaccounts') | project id" \
  --first 1000 --query "data[].id" -o tsv --only-show-errors); do
  az monitor diagnostic-settings list --resource "$resource" -o json --only-show-errors \
    --query "{resource: '$resource', diagnosticSettings: @}" \
    >"$out/$name/supplements/diagnostic-settings-$(file_of "$resource").json" || true
done

# Conditional Access stands in Microsoft Entra and asks for Policy.Read.All, which the Azure CLI is often refused. Then export it
# with PowerShell and add the file to the zip:
#   Get-MgIdentityConditionalAccessPolicy -All | ConvertTo-Json -Depth 20 > conditional_access.json
az rest --method get --only-show-errors -o json \
  --url "https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies" \
  >"$out/$name/supplements/conditional_access.json" || rm -f "$out/$name/supplements/conditional_access.json"

(cd "$out" && zip -qr - "$name") >"$name.zip"
if [ -n "$failed" ]; then
  echo "$name.zip is ready without what these could not export:$failed" >&2
  exit 1
fi
echo "$name.zip is ready. Add the Defender recommendations (portal, Download CSV report) if the security table was empty."
