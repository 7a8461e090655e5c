export { filter, type Shown } from './filters/filter.ts';
