import { expect, it } from 'vitest';
import { holdsSecret, isSecretPath, secretNames } from './secrets.ts';

it.each([
  '.env',
  '.ENV',
  'app/.env.local',
  '/home/me/app/.Env.Production',
  String.raw`C:\Users\me\app\.env`,
  '/c:/Users/me/app/.env',
  '.env.',
  '.env ',
  '.env::$DATA',
  String.raw`app\.env:stream`,
  'prod.env',
  '.envrc',
  'server.pem',
  'tls/Server.KEY',
  'store.p12',
  'store.pfx',
  'debug.keystore',
  '/home/me/.ssh/config',
  'id_rsa',
  'id_rsa.pub',
  'id_ed25519',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pypirc',
  'credentials',
  'credentials.json',
  '/home/me/.aws/config',
  'secrets.yaml',
  'config/secrets.yml',
  'prod.tfvars',
  'terraform.tfstate.backup',
  '.git/config',
  String.raw`\\server\share\repo\.git\config`,
  '/repo/.git',
  '.git-credentials',
])('%s is a secret', (path) => {
  expect(isSecretPath(path)).toBe(true);
});

it.each([
  'environment.ts',
  'src/env.ts',
  '.environment',
  'keys.ts',
  'monkey.py',
  'pem.go',
  '.gitignore',
  '.github/workflows/ci.yml',
  'git/config.ts',
  'secret.ts',
  'tokens.ts',
  'src/aws/client.ts',
  '/c:/src/main.ts',
  '/home/me/.envs/main.py',
  '',
  '/',
])('%s is none', (path) => {
  expect(isSecretPath(path)).toBe(false);
});

it('each row of the table is found, as it stands and in capitals', () => {
  for (const name of secretNames) {
    const path = name.replace('*', 'x').replace(/\/$/, '/file');
    expect(isSecretPath(path), path).toBe(true);
    expect(isSecretPath(`/w/${path.toUpperCase()}`), path).toBe(true);
  }
});

it.each([
  ['-----BEGIN RSA PRIVATE ', 'KEY-----'],
  ['-----BEGIN PRIVATE ', 'KEY-----'],
  ['id = "AKIA', 'IOSFODNN7EXAMPLE"'],
  ['token: ghp_', 'a'.repeat(36)],
  ['xoxb-', '123456789012-abc'],
])('text with %s… holds a secret', (start, end) => {
  expect(holdsSecret(`line\n${start}${end}\n`)).toBe(true);
});

it('ordinary text holds none', () => {
  expect(holdsSecret('const key = process.env.KEY; // sk-learn, ghp_ and -----BEGIN CERTIFICATE-----')).toBe(false);
});
