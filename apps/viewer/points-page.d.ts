/** As `viewerHtml`, with three.js inside: for reports that show point clouds. Several times the size. */
export declare const pointsViewerHtml: string;
