"""The way from a value that gdcore computed to the page that shows it. Nothing here computes."""
