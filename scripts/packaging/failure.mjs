/** A packaging step that cannot go on. The message is one sentence: the file, what was expected, what to do. */
export class PackagingFailure extends Error {}
