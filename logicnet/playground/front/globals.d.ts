/** The text of style.css, which joins the module as a constant. */
declare const STYLE: string;
