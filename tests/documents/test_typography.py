from ventanilla.documents.typography import typeset


def test_apostrophe_is_curved():
    assert typeset("l'autorisation de l'INM") == "l’autorisation de l’INM"


def test_colon_never_begins_a_line():
    assert typeset("Frais : 54 ; « gratuit » !") == "Frais\u00a0: 54\u00a0; « gratuit\u00a0»\u00a0!"
