/**
 * Files that hold secrets more often than not: nothing is suggested in them and none is ever read as context. `*` is any
 * characters; a name that ends in `/` is a folder with all it holds. Case makes no difference.
 */
const table = {
  environments: '.env .env.* .env-* .env~ *.env .envrc secrets .secrets *.secret *.secrets',
  passwords: 'credentials .credentials* local.settings.json *.tfvars *.tfvars.json *.tfstate *.tfstate.*',
  keyFiles:
    '*.pem *.key *.p8 *.ppk *.gpg *.ovpn id_rsa* id_dsa* id_ecdsa* id_ed25519* .vault-token service-account*.json',
  keyStores: '*.p12 *.pfx *.pkcs12 *.jks *.keystore *.kdbx .ssh/ .gnupg/',
  logins: '.netrc _netrc .npmrc .pypirc .pgpass .my.cnf .htpasswd htpasswd .git-credentials .terraformrc .boto .s3cfg',
  tools: '.dockercfg .docker/ .aws/ .azure/ .gcloud/ .kube/ kubeconfig',
  /** Addresses with tokens in them, and every version of every file. */
  git: '.git/',
};

/** Data by these endings; `secrets.ts` and `CredentialsService.java` are source. */
const dataEndings = 'json json5 jsonc yml yaml toml ini cfg conf env xml properties csv txt db sqlite bak enc'.split(
  ' ',
);

export const secretNames: readonly string[] = [
  ...Object.values(table).flatMap((names) => names.split(' ')),
  ...dataEndings.flatMap((ending) => [`secrets*.${ending}`, `credentials*.${ending}`]),
];

const toPattern = (name: string): string =>
  name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
const either = (names: readonly string[]): RegExp => new RegExp(`^(?:${names.map(toPattern).join('|')})$`);
const files = either(secretNames.filter((name) => !name.endsWith('/')));
const folders = either(secretNames.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1)));

/** @param path absolute or relative, with separators of either system */
export function isSecretPath(path: string): boolean {
  const names = path
    .toLowerCase()
    .split(/[\\/]/)
    .map(plainName)
    .filter((name) => name !== '');
  const file = names.pop();
  return file !== undefined && (files.test(file) || folders.test(file) || names.some((name) => folders.test(name)));
}

/** Windows reads `.env.`, `.env ` and `.env::$DATA` as `.env`. */
function plainName(name: string): string {
  const stream = name.indexOf(':', 1);
  // `c:` is a drive.
  return (stream > 1 ? name.slice(0, stream) : name).replace(/[. ]+$/, '');
}

/** Keys and tokens by the shapes that their issuers gave them so that they can be found; text that has one is no context. */
const secretText = new RegExp(
  [
    '-----BEGIN [A-Z ]*PRIVATE KEY',
    String.raw`\bAKIA[0-9A-Z]{16}\b`,
    String.raw`\bgh[opsu]_\w{36}`,
    String.raw`\bgithub_pat_\w{50}`,
    String.raw`\bglpat-[\w-]{20}`,
    String.raw`\bxox[abps]-[\w-]{10}`,
    String.raw`\bsk-[\w-]{32}`,
    String.raw`\bAIza[\w-]{35}`,
    String.raw`\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.`,
  ].join('|'),
);

export function holdsSecret(text: string): boolean {
  return secretText.test(text);
}
