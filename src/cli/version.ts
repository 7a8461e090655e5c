import manifest from '../../package.json' with { type: 'json' };

export const hearthVersion = manifest.version;
