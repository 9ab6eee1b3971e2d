/**
 * The report page as one HTML string: styles and script inline, nothing loaded from anywhere. The text
 * `"__STILLPOINT_DATA__"` stands where the data go, as JSON with every `<` escaped.
 */
export declare const viewerHtml: string;
