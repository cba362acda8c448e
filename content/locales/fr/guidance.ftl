# L’aiguillage, côté usagers
guidance-title = Quel chemin pour ma demande
