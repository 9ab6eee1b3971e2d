/**
 * The page of findings and of a statement as one HTML string without content: styles and a small script inline, nothing
 * loaded from anywhere. `staticPage` of `@stillpoint/viewer/study` fills it.
 */
export declare const studyPageHtml: string;
