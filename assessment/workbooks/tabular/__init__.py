"""Tables of answers, facts and scores, in and out."""
