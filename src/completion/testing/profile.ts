import type { FimProfile } from '../../models/fimProfiles.ts';

/** Markers that are easy to see in a prompt. */
export const testProfile = {
  id: 'test',
  order: 'psm',
  prefix: '<PRE>',
  suffix: '<SUF>',
  middle: '<MID>',
  repository: null,
  stops: [],
} as unknown as FimProfile;
